package dev.omnivae.eval.report;

import java.util.ArrayList;
import java.util.List;

/** All numbers of a run with what they mean, by group; those that support others are folded. */
final class NumberTables {
  private final Numbers numbers;

  NumberTables(Numbers numbers) {
    this.numbers = numbers;
  }

  void write(Html html) {
    List<String> rest = numbers.keys();
    for (Explanations.Group group : Explanations.groups()) {
      List<String> keys = rest.stream().filter(group::covers).toList();
      rest.removeAll(keys);
      group(html, group.title(), group.about(), keys);
    }
    group(html, "Others", "", rest);
  }

  private void group(Html html, String title, String about, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    html.element("h3", title);
    if (!about.isEmpty()) {
      html.raw("<p class=\"about\">").text(about).raw("</p>\n");
    }
    List<String> details =
        keys.stream()
            .filter(key -> Explanations.of(key).orElse(Explanation.NONE).detail())
            .toList();
    List<String> main = new ArrayList<>(keys);
    main.removeAll(details);
    table(html, main);
    if (!details.isEmpty()) {
      String summary = main.isEmpty() ? "%d numbers" : "And %d more";
      html.raw("<details><summary>").text(summary.formatted(details.size())).raw("</summary>\n");
      table(html, details);
      html.raw("</details>\n");
    }
  }

  private void table(Html html, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    html.raw("<div class=\"scroll\"><table class=\"metrics\">\n");
    html.raw("<tr><th>key</th><th class=\"number\">value</th><th>meaning</th></tr>\n");
    for (String key : keys) {
      Explanation explanation = Explanations.of(key).orElse(Explanation.NONE);
      html.raw("<tr><td><code>").text(key).raw("</code></td><td class=\"number\">");
      html.text(value(key, explanation));
      Explanation.Better better = explanation.better();
      if (better != null) {
        html.raw(" <span class=\"better\" title=\"%s\">".formatted(better.words()))
            .text(better.arrow())
            .raw("</span>");
      }
      html.raw("</td><td>").text(meaning(key, explanation)).raw("</td></tr>\n");
    }
    html.raw("</table></div>\n");
  }

  private String meaning(String key, Explanation explanation) {
    String sentence = explanation.of(key, explanation.sentence());
    Double ceiling = numbers.ceiling(key, explanation);
    return ceiling == null ? sentence : sentence + " Here " + explanation.value(ceiling) + ".";
  }

  /** With its interval, where it has one. */
  private String value(String key, Explanation explanation) {
    Double number = numbers.value(key);
    if (number == null) {
      return numbers.word(key);
    }
    String value = explanation.value(number);
    return numbers
        .interval(key)
        .map(
            interval ->
                "%s [%s, %s]"
                    .formatted(
                        value,
                        explanation.value(interval.low()),
                        explanation.value(interval.high())))
        .orElse(value);
  }
}
