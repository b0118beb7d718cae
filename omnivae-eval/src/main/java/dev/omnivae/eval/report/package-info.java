/** The page a run ends with. Read {@link dev.omnivae.eval.report.Report} first. */
@NullMarked
package dev.omnivae.eval.report;

import org.jspecify.annotations.NullMarked;
