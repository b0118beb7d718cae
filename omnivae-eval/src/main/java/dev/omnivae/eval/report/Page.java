package dev.omnivae.eval.report;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A page that holds everything, pictures included, and needs no network: light and dark, wide and
 * narrow, on paper.
 */
public final class Page {
  private final Html html = new Html();

  public Page(String title) {
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.element("title", title);
    html.raw("<style>\n").raw(Style.CSS).raw("</style>\n</head>\n<body>\n<main>\n");
    html.element("h1", title);
  }

  /** What a picture shows. */
  public record Picture(Path file, String title, String caption) {}

  /** To write what has no method of its own. */
  Html html() {
    return html;
  }

  /** Begins a section. */
  public Page heading(String text) {
    html.element("h2", text);
    return this;
  }

  /** Nothing where the text is empty. */
  public Page paragraph(String text) {
    if (!text.isEmpty()) {
      html.element("p", text);
    }
    return this;
  }

  /** What is typed into a terminal, whole, long lines broken; nothing where it is empty. */
  public Page command(String text) {
    if (!text.isEmpty()) {
      html.raw("<pre class=\"command\">").text(text).raw("</pre>\n");
    }
    return this;
  }

  /** Terms and what they are; those of empty text are left out. */
  public Page definitions(Map<String, String> terms) {
    html.raw("<dl>\n");
    terms.forEach(
        (term, text) -> {
          if (!text.isEmpty()) {
            html.raw("<dt>").text(term).raw("</dt><dd>").text(text).raw("</dd>\n");
          }
        });
    html.raw("</dl>\n");
    return this;
  }

  /** The first column holds names, the others numbers. */
  public Page table(List<String> header, List<List<String>> rows) {
    html.raw("<div class=\"scroll\"><table>\n");
    // keys of metrics are long: they may be broken after a dot
    row("th", header.stream().map(name -> Html.escape(name).replace(".", ".<wbr>")).toList());
    rows.forEach(row -> row("td", row.stream().map(Html::escape).toList()));
    html.raw("</table></div>\n");
    return this;
  }

  /** Of cells that are escaped. */
  private void row(String tag, List<String> cells) {
    html.raw("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.raw("<" + tag + (i == 0 ? ">" : " class=\"number\">"));
      html.raw(cells.get(i)).raw("</" + tag + ">");
    }
    html.raw("</tr>\n");
  }

  /** A long text that opens on demand. */
  public Page fold(String summary, String text) {
    html.raw("<details><summary>").text(summary).raw("</summary><pre>");
    html.text(text).raw("</pre></details>\n");
    return this;
  }

  /**
   * One below the other, as wide as they are.
   *
   * @throws InputException when one cannot be read
   */
  public Page pictures(List<Picture> pictures) {
    pictures.forEach(this::figure);
    return this;
  }

  /** Side by side where there is room. */
  public Page gallery(List<Picture> pictures) {
    html.raw("<div class=\"gallery\">\n");
    pictures.forEach(this::figure);
    html.raw("</div>\n");
    return this;
  }

  private void figure(Picture picture) {
    html.raw("<figure>\n<img loading=\"lazy\" alt=\"")
        .text(picture.title)
        .raw("\" src=\"data:image/png;base64,")
        .raw(base64(picture.file))
        .raw("\">\n<figcaption><strong>")
        .text(picture.title)
        .raw("</strong> ")
        .text(picture.caption)
        .raw("</figcaption>\n</figure>\n");
  }

  private static String base64(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; draw it anew with omnivae report"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Writes it whole or not at all. */
  public void write(Path file) {
    AtomicFiles.DISK.write(file, html + "</main>\n</body>\n</html>\n");
  }
}
