package dev.omnivae.eval.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each key of {@code metrics.json} means, in one sentence; docs/metrics.md says more. */
final class Explanations {
  private enum Unit {
    FRACTION,
    NATS,
    PLAIN
  }

  /** Keys by pattern, most particular first; groups of the pattern fill the sentence. */
  private record Entry(Pattern keys, Unit unit, String sentence) {
    Entry(String keys, Unit unit, String sentence) {
      this(Pattern.compile(keys), unit, sentence);
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "before\\.(.+)",
              Unit.PLAIN,
              "As %1$s, of the model as it was before the phase that plays a game."),
          new Entry(
              "active_units\\.(.+)",
              Unit.PLAIN,
              "Dimensions of the shared code that vary with the sample, given %1$s."),
          new Entry(
              "coherence\\.cross\\.(.+)->(.+)\\.macro",
              Unit.FRACTION,
              "As coherence.cross.%1$s->%2$s, each class counted alike."),
          new Entry(
              "coherence\\.cross\\.(.+)->(.+)",
              Unit.FRACTION,
              "Given %1$s, how often the generated %2$s shows the right class, as its oracle"
                  + " judges. The oracle's own accuracy is the ceiling."),
          new Entry(
              "coherence\\.given\\.(\\d+)",
              Unit.FRACTION,
              "Cross coherence averaged over all subsets of %1$s given and all targets."),
          new Entry(
              "coherence\\.joint",
              Unit.FRACTION,
              "How often all modalities decoded from one draw of the prior show one class."),
          new Entry(
              "coherence\\.joint\\.(.+)",
              Unit.FRACTION,
              "Joint coherence with codes drawn by the fitted sampler %1$s."),
          new Entry(
              "latent_accuracy\\.(.+)\\.converged",
              Unit.FRACTION,
              "The class read from codes of %1$s by a linear classifier trained to the end."),
          new Entry(
              "latent_accuracy\\.(.+)\\.unimodal",
              Unit.FRACTION,
              "The class read from codes of the VAE of %1$s alone, by the published probe."),
          new Entry(
              "latent_accuracy\\.(.+)",
              Unit.FRACTION,
              "The class read from codes of %1$s by the published linear probe."),
          new Entry(
              "attributes\\.oracle\\.(.+)\\.accuracy\\.(.+)",
              Unit.FRACTION,
              "How often the oracle is right about %2$s of real %1$s."),
          new Entry(
              "attributes\\.oracle\\.(.+)\\.accuracy",
              Unit.FRACTION,
              "How often the oracle is right about an attribute of real %1$s; the ceiling of"
                  + " attributes made into %1$s."),
          new Entry(
              "attributes\\.(.+)->(.+)\\.accuracy\\.(.+)",
              Unit.FRACTION,
              "Given %1$s, how often %3$s is right in the generated %2$s."),
          new Entry(
              "attributes\\.(.+)->(.+)\\.accuracy",
              Unit.FRACTION,
              "Given %1$s, how often an attribute is right in the generated %2$s: the mean over"
                  + " attributes."),
          new Entry(
              "ssim\\.(.+)->(.+)",
              Unit.FRACTION,
              "Structural similarity of %2$s with what is generated from %1$s; 1 when equal."),
          new Entry(
              "ssim\\.(.+)",
              Unit.FRACTION,
              "Structural similarity of %1$s with its reconstruction; 1 when equal."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.real",
              Unit.PLAIN,
              "The distance of real %2$s of this split from that of the training split: what no"
                  + " model gets below."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.within",
              Unit.PLAIN,
              "As %1$s.%2$s, of images of one class, averaged over classes; lower is better."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.precision",
              Unit.FRACTION,
              "Share of generated images (%2$s) that lie among real ones."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.recall",
              Unit.FRACTION,
              "Share of real images that lie among generated ones (%2$s)."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.density",
              Unit.PLAIN,
              "How many real neighbourhoods a generated image (%2$s) lies in, over five; 1 for real"
                  + " ones."),
          new Entry(
              "(frechet|fid)\\.(.+)\\.coverage",
              Unit.FRACTION,
              "Share of real images with a generated one (%2$s) in their neighbourhood."),
          new Entry(
              "frechet\\.([^.>]+)\\.([^.]+)",
              Unit.PLAIN,
              "As frechet.%1$s, with codes drawn by the fitted sampler %2$s."),
          new Entry(
              "frechet\\.(.+)->(.+)",
              Unit.PLAIN,
              "Frechet distance of %2$s generated from %1$s to real ones, in what the oracle sees;"
                  + " lower is better."),
          new Entry(
              "frechet\\.(.+)",
              Unit.PLAIN,
              "Frechet distance of %1$s decoded from the prior to real ones, in what the oracle"
                  + " sees; lower is better."),
          new Entry(
              "fid\\.(.+)->(.+)", Unit.PLAIN, "FID of %2$s generated from %1$s; lower is better."),
          new Entry(
              "fid\\.(.+)", Unit.PLAIN, "FID of %1$s decoded from the prior; lower is better."),
          new Entry(
              "diversity\\.(.+)\\.histogram\\.(.+)",
              Unit.FRACTION,
              "As diversity.%1$s.histogram, codes drawn by the fitted sampler %2$s."),
          new Entry(
              "diversity\\.(.+)\\.histogram",
              Unit.FRACTION,
              "How far the classes of %1$s decoded from the prior are from equally frequent: total"
                  + " variation, 0 is best."),
          new Entry(
              "probes\\.synergy\\.(linear|nonlinear)",
              Unit.FRACTION,
              "How much better a %1$s probe reads the class from the code of all modalities than"
                  + " from the best of one."),
          new Entry(
              "probes\\.joint\\.(linear|nonlinear)",
              Unit.FRACTION,
              "The class read from the code of all modalities by a %1$s probe."),
          new Entry(
              "probes\\.(.+)\\.private\\.(linear|nonlinear)",
              Unit.FRACTION,
              "The class read from the private code of %1$s by a %2$s probe; chance where the"
                  + " shared code holds all of it."),
          new Entry(
              "probes\\.(.+)\\.(linear|nonlinear)",
              Unit.FRACTION,
              "The class read from the shared code of %1$s by a %2$s probe."),
          new Entry(
              "kmeans\\.(.+)\\.accuracy",
              Unit.FRACTION,
              "How many samples' k-means cluster of codes (%1$s) is their class, clusters matched"
                  + " to classes in the best way."),
          new Entry(
              "kmeans\\.(.+)\\.nmi",
              Unit.FRACTION,
              "Normalised mutual information of k-means clusters of codes (%1$s) and classes."),
          new Entry(
              "prior_gap\\.(.+)",
              Unit.PLAIN,
              "How far the codes of the data (%1$s), taken together, are from draws of the prior:"
                  + " squared MMD, 0 when they are alike."),
          new Entry(
              "oracle\\.(.+)\\.accuracy",
              Unit.FRACTION,
              "How often the oracle of %1$s is right on real test data."),
          new Entry(
              "elbo",
              Unit.NATS,
              "Evidence lower bound in nats per example, unweighted: higher is better, comparable"
                  + " between runs with the same data and likelihoods."),
          new Entry(
              "nll(?:\\.(.+))?\\.effective",
              Unit.PLAIN,
              "How many of the importance weights count, on average: near 1 the likelihood is a"
                  + " loose bound."),
          new Entry(
              "nll\\.(.+)->(.+)\\.predictive",
              Unit.NATS,
              "Negative log-likelihood of %2$s under what the model generates from %1$s, nats per"
                  + " example; lower is better."),
          new Entry(
              "nll\\.(.+)->(.+)",
              Unit.NATS,
              "Negative log-likelihood of %2$s given %1$s, nats per example; lower is better."),
          new Entry(
              "nll\\.(.+)",
              Unit.NATS,
              "Negative log-likelihood of %1$s alone, nats per example; lower is better."),
          new Entry(
              "nll",
              Unit.NATS,
              "Negative log-likelihood of all modalities by importance weights, nats per example;"
                  + " lower is better."),
          new Entry(
              "reconstruction\\.(.+)\\.mse",
              Unit.PLAIN,
              "Mean squared error per element of %1$s reconstructed from itself; lower is better."),
          new Entry(
              "text\\.(.+)\\.perplexity",
              Unit.PLAIN,
              "Words %1$s is left to choose from at each place, by importance weights; lower is"
                  + " better, 1 is perfect."),
          new Entry(
              "text\\.(.+)\\.token_accuracy",
              Unit.FRACTION,
              "How often the likeliest next token of %1$s is the right one, after the text"
                  + " itself."),
          new Entry(
              "text\\.(.+)\\.token_accuracy\\.free",
              Unit.FRACTION,
              "How often %1$s, written without seeing the text, has the right token in its place."),
          new Entry(
              "text\\.(.+)->(.+)\\.exact",
              Unit.FRACTION,
              "Given %1$s, how often the generated %2$s is the real one word for word."),
          new Entry(
              "text\\.(.+)\\.exact",
              Unit.FRACTION,
              "How often %1$s comes back from its own code word for word."),
          new Entry(
              "alignment\\.(.+)->(.+)\\.recall_at_(\\d+)",
              Unit.FRACTION,
              "How often the code of a sample's own %2$s is among the %3$s nearest to that of its"
                  + " %1$s; chance is %3$s over the number of samples."),
          new Entry(
              "alignment\\.(.+)->(.+)\\.recall_at_(\\d+)\\.cosine",
              Unit.FRACTION,
              "As alignment.%1$s->%2$s.recall_at_%3$s, the nearest by angle."),
          new Entry(
              "alignment\\.(.+)->(.+)\\.mrr",
              Unit.FRACTION,
              "Mean of one over the place of a sample's own %2$s among all, by distance from its"
                  + " %1$s."),
          new Entry(
              "alignment\\.(.+)->(.+)\\.distance_ratio",
              Unit.PLAIN,
              "Mean distance of codes of %1$s and %2$s of one sample over that of different"
                  + " samples; 0 when they meet, 1 when they ignore each other."),
          new Entry(
              "consistency\\.f1\\.(.+)",
              Unit.FRACTION,
              "F1 of telling right descriptions of an image from wrong ones (%1$s), at the threshold"
                  + " that is best on the validation split."),
          new Entry(
              "consistency\\.auroc\\.(.+)",
              Unit.FRACTION,
              "How often the right description of an image scores above a wrong one (%1$s); chance"
                  + " is 0.5."),
          new Entry(
              "consistency\\.average_precision\\.(.+)",
              Unit.FRACTION,
              "Precision averaged over recall of right descriptions among wrong ones (%1$s)."),
          new Entry(
              "consistency\\.calibration_error\\.(.+)",
              Unit.FRACTION,
              "How far probabilities that a description is right are from how often it is (%1$s); 0"
                  + " is best."),
          new Entry(
              "clusters\\.used",
              Unit.PLAIN,
              "How many clusters of the mixture prior are in use: the exponential of their"
                  + " entropy."),
          new Entry(
              "clusters\\.entropy",
              Unit.NATS,
              "How undecided a sample is between clusters, in nats; 0 when it is sure of one."),
          new Entry(
              "clusters\\.accuracy",
              Unit.FRACTION,
              "The class read from the cluster alone, each cluster named on the training split."),
          new Entry(
              "clusters\\.nmi",
              Unit.FRACTION,
              "Normalised mutual information of clusters and classes; 1 when they are the same."),
          new Entry(
              "mig\\.([^.]+)",
              Unit.FRACTION,
              "Mutual information gap of %1$s: how much more the best latent dimension knows of a"
                  + " true factor than the second best, over the factor's entropy; 1 is best."),
          new Entry(
              "mig\\.([^.]+)\\.(.+)",
              Unit.FRACTION,
              "The gap of mig.%1$s for the factor %2$s alone."),
          new Entry(
              "dci\\.(.+)\\.disentanglement",
              Unit.FRACTION,
              "How far each latent dimension of %1$s serves to read one true factor alone; 1 is"
                  + " best."),
          new Entry(
              "dci\\.(.+)\\.completeness",
              Unit.FRACTION,
              "How far each true factor of %1$s is read from one latent dimension alone; 1 is"
                  + " best."),
          new Entry(
              "dci\\.(.+)\\.informativeness",
              Unit.FRACTION,
              "How much of the true factors of %1$s a forest reads from codes: explained variance,"
                  + " the mean over factors."),
          new Entry(
              "dci\\.(.+)\\.informativeness\\.(.+)",
              Unit.FRACTION,
              "How much of the factor %2$s of %1$s a forest reads from codes: explained variance."),
          new Entry("train\\.samples_per_second", Unit.PLAIN, "Training samples a second."),
          new Entry("train\\.seconds", Unit.PLAIN, "Seconds of training alone."),
          new Entry(
              "total\\.seconds", Unit.PLAIN, "Seconds of the whole run, evaluation included."),
          new Entry("memory\\.peak_rss_mib", Unit.PLAIN, "Most resident memory, in MiB."));

  private Explanations() {}

  /** A sentence on a key; empty for a key of somebody else's metric. */
  static String sentence(String key) {
    for (Entry entry : ENTRIES) {
      Matcher matcher = entry.keys.matcher(key);
      if (matcher.matches()) {
        Object[] groups = new Object[matcher.groupCount()];
        for (int i = 0; i < groups.length; i++) {
          groups[i] = matcher.group(i + 1);
        }
        return entry.sentence.formatted(groups);
      }
    }
    return "";
  }

  /** A value with the digits it deserves: fractions four, nats two. */
  static String value(String key, double value) {
    Unit unit =
        ENTRIES.stream()
            .filter(entry -> entry.keys.matcher(key).matches())
            .map(Entry::unit)
            .findFirst()
            .orElse(Unit.PLAIN);
    return switch (unit) {
      case FRACTION -> String.format(Locale.ROOT, "%.4f", value);
      case NATS -> String.format(Locale.ROOT, "%,.2f", value);
      case PLAIN ->
          Math.abs(value) >= 100
              ? String.format(Locale.ROOT, "%,.0f", value)
              : String.format(Locale.ROOT, "%.4g", value);
    };
  }
}
