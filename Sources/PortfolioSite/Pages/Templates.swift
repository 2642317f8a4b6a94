import Charts
import Mustache

/// The two pages and what they share, in Mustache. Every `{{value}}` is escaped by ``Markup``; none is raw.
enum Templates {
  /// The library's own HTML type escapes whole characters, so a quote that carries a combining mark would pass; ours
  /// works on scalars.
  private struct MarkupContent: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escape(text) }
  }

  static func library() throws(PortfolioError) -> MustacheLibrary {
    MustacheContentTypes.register(MarkupContent(), named: "KEIRYO")
    var library = MustacheLibrary()
    for (name, source) in ["head": head, "foot": foot, "index": index, "project": project] {
      do {
        try library.register("{{% CONTENT_TYPE:KEIRYO}}" + source, named: name)
      } catch {
        throw .template(name: name, reason: String(describing: error))
      }
    }
    return library
  }

  private static let head = """
    <!DOCTYPE html>
    <html lang="{{language}}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="description" content="{{summary}}">
    <title>{{title}}</title>
    <link rel="stylesheet" href="{{root}}style.css">
    <link rel="alternate" hreflang="{{other}}" href="{{otherPath}}">
    </head>
    <body>
    <nav><a href="{{home}}">{{navigation}}</a><a href="{{otherPath}}" lang="{{other}}">{{text.otherLanguage}}</a></nav>
    {{#isDemonstration}}<p class="notice">{{text.demonstration}}</p>{{/isDemonstration}}
    """

  private static let foot = """
    <footer>
    <h2>{{text.verifyTitle}}</h2>
    <pre><code>keiryo verify bundle.json</code></pre>
    <p>{{text.verifyProves}}</p>
    <p><a href="{{root}}bundle.json">bundle.json</a> · SHA-256 <code>{{bundleDigest}}</code></p>
    <p class="quiet">{{chainLength}} · Keiryo {{toolVersion}}{{#latest}} · {{latest}}{{/latest}}</p>
    </footer>
    </body>
    </html>

    """

  private static let index = """
    {{> head}}
    <main>
    <header>
    <h1>{{author}}</h1>
    <p class="lead">{{sentence}}</p>
    </header>
    {{#projects}}
    <article>
    <h2><a href="projects/{{slug}}.html">{{title}}</a></h2>
    <p>{{summary}}</p>
    <dl class="headlines">
    {{#headlines}}
    <div><dt>{{caption}}</dt><dd><strong>{{value}}</strong><span>{{basis}}</span></dd></div>
    {{/headlines}}
    </dl>
    <p class="quiet">{{device}} <span class="mark">{{level}}</span></p>
    <p><a href="projects/{{slug}}.html">{{text.details}}</a></p>
    </article>
    {{/projects}}
    </main>
    {{> foot}}
    """

  private static let project = """
    {{> head}}
    <main>
    {{#page}}
    <header>
    <h1>{{title}}</h1>
    <p class="lead">{{summary}}</p>
    <dl class="headlines">
    {{#headlines}}
    <div><dt>{{caption}}</dt><dd><strong>{{value}}</strong><span>{{basis}}</span></dd></div>
    {{/headlines}}
    </dl>
    <p class="quiet">{{device}} <span class="mark">{{level}}</span></p>
    </header>
    <section><h2>{{text.problem}}</h2><p>{{problem}}</p></section>
    {{^empty(constraints)}}<section><h2>{{text.constraints}}</h2><ul>{{#constraints}}<li>{{.}}</li>{{/constraints}}</ul></section>{{/empty(constraints)}}
    <section><h2>{{text.baseline}}</h2><p>{{baseline}}</p></section>
    <section><h2>{{text.result}}</h2>
    <table role="table">
    <thead><tr><th scope="col">{{text.stage}}</th>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
    <tbody role="rowgroup">
    {{#rows}}
    <tr role="row"{{#isReference}} class="reference"{{/isReference}}><th role="rowheader" scope="row">{{stage}}</th>{{#cells}}\
    <td role="cell" data-label="{{label}}"><span>{{value}}{{#hasNote}} <small>{{note}}</small>{{/hasNote}}</span></td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    {{#hasRemarks}}<ul class="remarks">{{#remarks}}<li>{{.}}</li>{{/remarks}}</ul>{{/hasRemarks}}
    <p class="quiet">{{attempts}}</p>
    <details><summary>{{text.conditions}}</summary>
    <dl class="conditions">{{#conditions}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/conditions}}</dl>
    </details>
    </section>
    <section class="charts"><h2>{{text.charts}}</h2>
    {{#pictures}}
    <figure><img src="{{root}}{{path}}" alt="{{description}}"></figure>
    {{/pictures}}
    </section>
    {{^empty(failures)}}<section><h2>{{text.failures}}</h2><ul>{{#failures}}<li>{{.}}</li>{{/failures}}</ul></section>{{/empty(failures)}}
    {{^empty(tradeOffs)}}<section><h2>{{text.tradeOffs}}</h2><ul>{{#tradeOffs}}<li>{{.}}</li>{{/tradeOffs}}</ul></section>{{/empty(tradeOffs)}}
    <section><h2>{{text.reproduce}}</h2><pre><code>{{#reproduce}}{{.}}
    {{/reproduce}}</code></pre></section>
    {{^empty(limits)}}<section><h2>{{text.limits}}</h2><ul>{{#limits}}<li>{{.}}</li>{{/limits}}</ul></section>{{/empty(limits)}}
    {{^empty(sources)}}<section><h2>{{text.sources}}</h2><ul>{{#sources}}<li>{{.}}</li>{{/sources}}</ul></section>{{/empty(sources)}}
    {{/page}}
    </main>
    {{> foot}}
    """
}
