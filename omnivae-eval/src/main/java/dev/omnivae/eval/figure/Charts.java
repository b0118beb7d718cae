package dev.omnivae.eval.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts in one look: white, no frame, colours that the colour-blind can tell apart. */
final class Charts {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;

  /** Okabe and Ito's palette. */
  private static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x555555)
  };

  private static final Color FRONT = new Color(0xB0B0B0);

  /** Width of a letter of an annotation, pixels. */
  private static final int LETTER = 8;

  private final Chart<?, ?> chart;

  private Charts(Chart<?, ?> chart) {
    this.chart = chart;
  }

  /** Letters of a legend that fit into one line below the chart. */
  private static final int LEGEND_LETTERS = 70;

  /** One line of points. */
  record Line(List<Double> x, List<Double> y) {}

  /** Groups of bars, one group an index from 0; a value that is not finite is a gap. */
  static Charts bars(String title, String x, String y, Map<String, double[]> series) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.8);
    int longest = series.values().stream().mapToInt(values -> values.length).max().orElse(0);
    int every = Math.max(1, (longest + 19) / 20);
    chart.getStyler().setXAxisMaxLabelCount(Math.max(2, longest / every));
    series.forEach(
        (name, values) -> {
          List<Integer> index = new ArrayList<>();
          List<Double> heights = new ArrayList<>();
          for (int i = 0; i < values.length; i++) {
            index.add(i);
            heights.add(Double.isFinite(values[i]) ? values[i] : Double.NaN);
          }
          chart.addSeries(name, index, heights);
        });
    return new Charts(chart);
  }

  /** Lines over steps; a value that is not finite is a gap. */
  static Charts lines(String title, String xTitle, String yTitle, Map<String, Line> series) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisMin(0.0);
    if (String.join("", series.keySet()).length() + 4 * series.size() > LEGEND_LETTERS) {
      chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
      chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    }
    series.forEach(
        (name, line) -> {
          List<Double> y = line.y.stream().map(v -> Double.isFinite(v) ? v : Double.NaN).toList();
          XYSeries added = chart.addSeries(name, line.x, y);
          added.setMarker(line.x.size() < 3 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        });
    return new Charts(chart);
  }

  /**
   * Points with intervals, each a series of its own, and a line through some of them.
   *
   * @param front the line's, behind the points
   */
  static Charts points(
      String title,
      String xTitle,
      String yTitle,
      List<TradeOff.Point> points,
      List<TradeOff.Point> front) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    XYSeries line =
        chart.addSeries(
            "best of both",
            front.stream().map(TradeOff.Point::x).toList(),
            front.stream().map(TradeOff.Point::y).toList());
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(FRONT);
    for (TradeOff.Point point : points) {
      XYSeries one =
          chart.addSeries(
              point.name(),
              List.of(point.x()),
              List.of(point.y()),
              List.of(Double.isNaN(point.halfWidth()) ? 0.0 : point.halfWidth()));
      one.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      one.setMarker(SeriesMarkers.CIRCLE);
    }
    return new Charts(chart);
  }

  /** Keeps the vertical axis to a range, so that a wild start does not flatten the rest. */
  Charts between(double low, double high) {
    AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
    styler.setYAxisMin(low);
    styler.setYAxisMax(high);
    return this;
  }

  /**
   * A vertical line with a name at its top, on the right where there is room.
   *
   * @param last end of the horizontal axis, which begins at 0
   * @param top of the vertical axis
   */
  void mark(String name, double x, double last, double top) {
    chart.addAnnotation(new AnnotationLine(x, true, false));
    double half = (name.length() / 2.0 + 1) * LETTER / WIDTH * last; // it is centred
    double at = x + 2 * half < last ? x + half : x - half;
    chart.addAnnotation(new AnnotationText(name, at, top, false));
  }

  BufferedImage draw() {
    return BitmapEncoder.getBufferedImage(chart);
  }

  void write(Path path) {
    Png.write(draw(), path);
  }

  private static void style(AxesChartStyler styler) {
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleBoxVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE4E4E4));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setDecimalPattern("#,##0.###");
    styler.setChartPadding(12);
    styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAnnotationTextFontColor(new Color(0x555555));
    styler.setAnnotationLineColor(FRONT);
    styler.setAnnotationLineStroke(new BasicStroke(1f));
  }
}
