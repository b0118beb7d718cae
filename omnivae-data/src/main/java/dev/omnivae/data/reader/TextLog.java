package dev.omnivae.data.reader;

import dev.omnivae.data.text.TextReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what texts lost when they became tokens. */
final class TextLog {
  private static final Logger LOG = LoggerFactory.getLogger(TextLog.class);

  private TextLog() {}

  static void tell(String split, TextReport report) {
    if (report.clean()) {
      LOG.debug("{}: {}", split, report.line());
    } else {
      LOG.warn("{}: {}", split, report.line());
    }
  }
}
