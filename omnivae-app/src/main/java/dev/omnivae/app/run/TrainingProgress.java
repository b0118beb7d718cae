package dev.omnivae.app.run;

import dev.omnivae.core.train.TrainingListener;
import java.util.Locale;

/** Shows how training goes. */
final class TrainingProgress implements TrainingListener {
  private final ProgressDisplay display;

  TrainingProgress(ProgressDisplay display) {
    this.display = display;
  }

  @Override
  public void progress(Progress now) {
    Double loss = now.terms().get("loss");
    String note =
        String.format(
            Locale.ROOT,
            "%.0f samples/s%s",
            now.samplesPerSecond(),
            loss == null ? "" : String.format(Locale.ROOT, ", loss %.2f", loss));
    display.at(now.phase(), now.step(), now.totalSteps(), "steps", note);
  }

  @Override
  public void validated(long step, double bound, boolean best) {
    display.say(
        String.format(
            Locale.ROOT,
            "step %d: validation bound %.2f nats%s",
            step,
            bound,
            best ? ", the best so far" : ""));
  }

  @Override
  public void message(String line) {
    display.say(line);
  }
}
