package dev.omnivae.data.reader;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Lines that a user is to read once, however often data are read: under what licence they come. One
 * process asks for them several times (a training, then its evaluation; the runs of a comparison).
 */
final class Notices {
  /** Of this process. */
  static final Notices PROCESS = new Notices(LoggerFactory.getLogger(Notices.class)::warn);

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Consumer<String> out;

  Notices(Consumer<String> out) {
    this.out = out;
  }

  /** Tells it, unless told before. */
  void tell(String line) {
    if (told.add(line)) {
      out.accept(line);
    }
  }
}
