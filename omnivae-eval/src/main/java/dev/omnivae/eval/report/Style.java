package dev.omnivae.eval.report;

/** The look of the page: system fonts, light and dark, narrow and wide. */
final class Style {
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1c1e21; --paper: #ffffff; --soft: #5a6068;
        --line: #d9dde2; --panel: #f4f6f8; --accent: #0060a8; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6e8ea; --paper: #15181b; --soft: #a4abb3; --line: #363b41;
          --panel: #1e2226; --accent: #6cb4ee; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
      main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
      h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0 1rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.25rem; margin: 2.75rem 0 0.75rem; padding-top: 1rem;
        border-top: 1px solid var(--line); }
      h3 { font-size: 1.02rem; margin: 1.9rem 0 0.2rem; }
      .about { margin: 0 0 0.5rem; color: var(--soft); font-size: 0.94rem; }
      .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr));
        gap: 0.75rem; margin: 1.25rem 0; }
      .tile { background: var(--panel); border-radius: 8px; padding: 0.75rem 0.9rem;
        break-inside: avoid; }
      .tile .label { color: var(--soft); font-size: 0.84rem; line-height: 1.35; }
      .tile .big { font-size: 1.6rem; font-weight: 650; line-height: 1.35;
        font-variant-numeric: tabular-nums; }
      .meter { position: relative; height: 6px; margin: 0.2rem 0 0.45rem; border-radius: 3px;
        background: var(--line); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      .meter i { display: block; height: 100%; border-radius: 3px; background: var(--accent); }
      .meter b { position: absolute; top: -3px; width: 2px; height: 12px; background: var(--ink); }
      .better { color: var(--soft); }
      .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr));
        gap: 0 1.25rem; }
      pre { background: var(--panel); padding: 0.75rem 1rem; overflow-x: auto; border-radius: 6px;
        font: 0.85rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
      pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
      code { font: 0.88em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: 0.94rem; }
      th, td { text-align: left; padding: 0.4rem 0.8rem 0.4rem 0; vertical-align: top;
        border-bottom: 1px solid var(--line); }
      th { color: var(--soft); font-weight: 600; }
      .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      th.number { white-space: normal; }
      .metrics td:first-child { white-space: nowrap; }
      .metrics td:last-child { color: var(--soft); padding-left: 0.4rem; min-width: 14rem; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.2rem; }
      dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
      figure { break-inside: avoid; margin: 1.25rem 0 2rem; }
      figure img { display: block; max-width: 100%; height: auto; background: #fff;
        border: 1px solid var(--line); border-radius: 6px; }
      figcaption { margin-top: 0.5rem; color: var(--soft); font-size: 0.92rem; max-width: 46rem; }
      figcaption strong { color: var(--ink); margin-right: 0.3rem; }
      summary { cursor: pointer; color: var(--accent); margin: 0.75rem 0 0.25rem; }
      @media (max-width: 40rem) {
        .metrics, .metrics tbody, .metrics tr, .metrics td { display: block; width: 100%; }
        .metrics tr:first-child { display: none; }
        .metrics tr { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
        .metrics td { border: 0; padding: 0; text-align: left; }
        th.number { white-space: normal; }
      .metrics td:first-child { white-space: normal; overflow-wrap: anywhere; }
        .metrics .number { font-size: 1.15rem; font-weight: 600; }
        .metrics td:last-child { padding: 0; }
        .tiles { grid-template-columns: 1fr 1fr; } }
      @media print {
        :root { --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --panel: #f2f2f2;
          color-scheme: light; }
        main { max-width: none; padding: 0; }
        h2, h3 { break-after: avoid; }
        tr { break-inside: avoid; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        summary { color: var(--ink); }
        details::details-content { content-visibility: visible; block-size: auto; } }
      """;

  private Style() {}
}
