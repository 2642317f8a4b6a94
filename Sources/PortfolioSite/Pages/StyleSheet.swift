/// The one style sheet: system fonts, a measure of about 40 full-width characters, light and dark, phone and paper.
enum StyleSheet {
  static let text = """
    :root{color-scheme:light dark;--ink:#1d2126;--muted:#5f6771;--line:#dfe3e8;--paper:#fff;--raised:#f6f7f9;--accent:#0a5fb4}
    @media (prefers-color-scheme:dark){:root{--ink:#e8ebee;--muted:#a3acb6;--line:#30363d;--paper:#14171a;--raised:#1c2024;--accent:#7ab8ff}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:1.25rem 1.25rem 4rem;max-width:64rem;background:var(--paper);color:var(--ink);\
    font:1rem/1.65 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",sans-serif}
    html:lang(ja) body{line-height:1.85}
    h1,h2{line-height:1.3;font-weight:650;text-wrap:balance}
    html:lang(ja) h1,html:lang(ja) h2{font-feature-settings:"palt";word-break:auto-phrase}
    h1{font-size:1.9rem;margin:2.5rem 0 .5rem}
    h2{font-size:1.15rem;margin:2.75rem 0 .5rem}
    p,ul,pre,details{max-width:42rem}
    p,li{overflow-wrap:anywhere;text-wrap:pretty}
    ul{padding-left:1.2rem}
    a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
    a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
    nav{display:flex;justify-content:space-between;gap:1rem;font-size:.9rem}
    .lead{font-size:1.15rem;color:var(--ink);margin-top:0}
    .quiet,small{color:var(--muted);font-size:.85rem}
    .notice{border:1px solid var(--line);border-left:4px solid var(--accent);padding:.6rem .9rem;font-size:.9rem;margin:1rem 0 0}
    .mark{display:inline-block;border:1px solid var(--line);border-radius:.6rem;padding:0 .5rem;margin-left:.3rem;color:var(--muted);font-size:.8rem;line-height:1.6}
    article{border-top:1px solid var(--line);margin-top:2.5rem}
    article h2{font-size:1.3rem;margin-top:1.5rem}
    .headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1.25rem 2rem;margin:1.5rem 0}
    .headlines dt{color:var(--muted);font-size:.85rem}
    .headlines dd{margin:0}
    .headlines strong{display:block;font-size:2.1rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
    .headlines span{color:var(--muted);font-size:.85rem;font-variant-numeric:tabular-nums}
    table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.85rem;line-height:1.45;font-variant-numeric:tabular-nums}
    th,td{padding:.55rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
    thead th{color:var(--muted);font-weight:500;vertical-align:bottom;font-size:.8rem}
    th:first-child{text-align:left;padding-left:0;min-width:6rem}
    tbody th{font-weight:600}
    td span{white-space:nowrap}
    td small{display:block;white-space:normal;font-size:.75rem}
    .reference th{font-weight:400}.reference{color:var(--muted)}
    .remarks{font-size:.85rem;color:var(--muted)}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:1.5rem 2rem;align-items:start}
    .charts h2{grid-column:1/-1;margin-bottom:0}
    figure{margin:0}
    img{display:block;width:100%;max-width:32rem;height:auto}
    pre{background:var(--raised);border-radius:.5rem;padding:.8rem 1rem;overflow-x:auto;font-size:.85rem;line-height:1.6}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
    pre code{overflow-wrap:normal}
    details{margin:1rem 0}summary{cursor:pointer;color:var(--accent)}
    .conditions{font-size:.85rem;line-height:1.6}
    .conditions div{display:grid;grid-template-columns:9rem 1fr;gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
    .conditions dt{color:var(--muted)}.conditions dd{margin:0;overflow-wrap:anywhere}
    footer{border-top:1px solid var(--line);margin-top:4rem;font-size:.9rem}
    footer h2{font-size:1rem;margin-top:1.5rem}
    @media screen and (max-width:48rem){
    h1{font-size:1.55rem;margin-top:1.75rem}
    table,tbody,tr,th,td{display:block}thead{display:none}
    tbody tr{border-bottom:1px solid var(--line);padding:.75rem 0}
    tbody th{border:0;padding:0 0 .25rem;font-size:1rem}
    td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0}
    td::before{content:attr(data-label);color:var(--muted);text-align:left}
    .headlines strong{font-size:1.8rem}
    .conditions div{grid-template-columns:1fr;gap:0}
    }
    @media print{
    :root{--ink:#000;--muted:#444;--line:#bbb;--paper:#fff;--raised:#fff;--accent:#000}
    @page{size:A4;margin:14mm 15mm}
    html{font-size:9pt}
    body{padding:0;line-height:1.45;max-width:none}
    html:lang(ja) body{line-height:1.55}
    p,ul,pre,.headlines{margin-top:.4em;margin-bottom:.4em}
    nav{display:none}h1{font-size:17pt;margin-top:0}h2{font-size:11pt;margin:.9em 0 .2em;break-after:avoid}
    figure,tr,article,pre{break-inside:avoid}
    p,ul,pre,details{max-width:none}
    table{font-size:7.5pt}th,td{padding:.35em .4em}thead th,td small{font-size:6.5pt}
    .notice{margin-bottom:1em}
    .charts{display:block}figure{display:inline-block;width:48%;vertical-align:top}
    img{max-width:64mm}
    details::details-content{content-visibility:visible;height:auto}summary{list-style:none}
    .conditions{columns:2;column-gap:1.5rem;font-size:7pt;line-height:1.4}
    .conditions div{grid-template-columns:5.5rem 1fr;gap:.5rem;padding:.15em 0;break-inside:avoid}
    footer{margin-top:1em}footer h2{margin-top:.6em}
    .headlines strong{font-size:17pt}
    pre{border:1px solid var(--line);white-space:pre-wrap}
    }

    """
}
