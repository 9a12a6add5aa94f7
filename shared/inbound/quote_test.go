package inbound_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/inbound"
)

func TestWhatIsNewIsPartedFromWhatIsQuoted(t *testing.T) {
	t.Parallel()
	const fresh = "Добрый день!\n\nНе помогло."
	cases := []struct{ name, history string }{
		{"Gmail, English", "On Mon, Nov 23, 2026 at 10:00 AM Support <support@flat.example> wrote:\n\n> Restart it\n>\n> Support"},
		{"Gmail, English, over two lines", "On Mon, Nov 23, 2026 at 10:00 AM Technical Support of the Company Flat\n<support@flat.example> wrote:\n\n> Restart it"},
		{"Gmail, Russian", "пн, 23 нояб. 2026 г. в 10:00, Поддержка <support@flat.example>:\n\n> Перезапустите"},
		{"Gmail, Russian, over two lines", "пн, 23 нояб. 2026 г. в 10:00, Техническая поддержка ООО «ФЛАТ» <\nsupport@flat.example>:\n\n> Перезапустите"},
		{"Gmail, quoted without marks", "пн, 23 нояб. 2026 г. в 10:00, Поддержка <support@flat.example>:\n\nПерезапустите"},
		{"Outlook, English", "From: Support <support@flat.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Ivan <ivan@volga.example>\nSubject: RE: No calls\n\nRestart it"},
		{"Outlook, Russian", "От: Поддержка <support@flat.example>\nОтправлено: 23 ноября 2026 г. 10:00\nКому: Иван\nТема: RE: Нет связи\n\nПерезапустите"},
		{"Outlook, Russian, in bold", "*От:* Поддержка\n*Отправлено:* 23 ноября 2026 г. 10:00\n*Кому:* Иван\n*Тема:* RE: Нет связи\n\nПерезапустите"},
		{"Outlook on the web", "________________________________\nFrom: Support <support@flat.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Ivan\nSubject: RE: No calls\n\nRestart it"},
		{"Outlook on the web, Russian", "________________________________\nОт: Поддержка\nОтправлено: 23 ноября 2026 г. 10:00\nКому: Иван\nТема: RE: Нет связи\n\nПерезапустите"},
		{"Outlook, old", "-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Ivan\nSubject: RE: No calls\n\nRestart it"},
		{"Outlook, old, Russian", "-----Исходное сообщение-----\nFrom: Поддержка\nSent: Monday\n\nПерезапустите"},
		{"Yandex, Russian", "23.11.2026, 10:00, \"Поддержка\" <support@flat.example>:\n> Перезапустите"},
		{"Yandex, English", "23.11.2026, 10:00, \"Support\" <support@flat.example>:\n\nRestart it"},
		{"Yandex, passed on", "-------- Пересылаемое сообщение --------\n23.11.2026, 10:00, \"Поддержка\" <support@flat.example>:\n\nПерезапустите"},
		{"Yandex, the end is marked, too", "-------- Пересылаемое сообщение --------\nОт кого: Поддержка\n\nПерезапустите\n-------- Конец пересылаемого сообщения --------"},
		{"Mail.ru, Russian", "Понедельник, 23 ноября 2026, 10:00 +03:00 от Поддержка <support@flat.example>:\n\nПерезапустите"},
		{"Mail.ru, English", "Monday, November 23, 2026 10:00 AM +03:00 from Support <support@flat.example>:\n\nRestart it"},
		{"Thunderbird, English", "On 23.11.2026 10:00, Support wrote:\n> Restart it\n"},
		{"Thunderbird, Russian", "23.11.2026 10:00, Поддержка пишет:\n> Перезапустите"},
		{"Thunderbird, a signature below", "23.11.2026 10:00, Поддержка пишет:\n> Перезапустите\n\n-- \nИван"},
		{"Thunderbird, passed on", "-------- Forwarded Message --------\nSubject: No calls\nDate: Mon, 23 Nov 2026\nFrom: Support\n\nRestart it"},
		{"Thunderbird, passed on, Russian", "-------- Перенаправленное сообщение --------\nТема: Нет связи\nОт: Поддержка\n\nПерезапустите"},
		{"Apple, English", "> On 23 Nov 2026, at 10:00, Support <support@flat.example> wrote:\n>\n> Restart it"},
		{"Apple, Russian", "> 23 нояб. 2026 г., в 10:00, Поддержка <support@flat.example> написал(а):\n>\n> Перезапустите"},
		{"Apple, passed on", "Begin forwarded message:\n\nFrom: Support\n\nRestart it"},
		{"Apple, passed on, Russian", "Начало переадресованного сообщения:\n\nОт: Поддержка\n\nПерезапустите"},
		{"The Bat!", "Вы писали 23 ноября 2026 г., 10:00:00:\n\n> Перезапустите"},
		{"marks alone", "> Перезапустите\n> Поддержка"},
		{"an answer to an answer", "23.11.2026 10:00, Поддержка пишет:\n> 22.11.2026 9:00, Иван пишет:\n>> Нет связи\n> Перезапустите"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			gotFresh, gotHistory := inbound.Split(fresh + "\n\n" + c.history)
			assert.Equal(t, fresh, gotFresh)
			assert.Equal(t, strings.TrimSpace(c.history), gotHistory)
		})
	}
}

func TestWhatIsNoHistoryIsNotFolded(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, body string }{
		{"nothing is quoted", "Добрый день!\nНет связи."},
		{"an answer below", "23.11.2026 10:00, Поддержка пишет:\n> Перезапустите\n\nПерезапустил."},
		{"answers between the lines", "Здравствуйте!\n\n23.11.2026 10:00, Поддержка пишет:\n> Перезапустите\nДа.\n> Работает?\nНет."},
		{"nothing but a quotation", "> Перезапустите"},
		{"a mail passed on without a word", "-------- Пересылаемое сообщение --------\nОт: Иван\n\nНет связи"},
		{"a rule is no separator", "Серверы:\n____________\nодин\nдва"},
		{"somebody wrote", "Как написал Иван: нет связи с 10:00, прошу помочь."},
		{"a place and a date", "От: кабинет 5\nДата: вчера\nНет связи"},
		{"a log", "2026-11-23 10:00:00 error: no route\n2026-11-23 10:00:01 error:"},
		{"nothing", ""},
		{"on Monday somebody wrote", "On Monday 3 people wrote: it is dead.\nAnd it is."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fresh, history := inbound.Split(c.body)
			assert.Equal(t, c.body, fresh)
			assert.Empty(t, history)
		})
	}
}

func TestHTMLIsSplitLikeText(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, html string }{
		{"Gmail", `<div dir="ltr">Не помогло.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">пн, 23 нояб. 2026&nbsp;г. в 10:00, Поддержка &lt;<a href="mailto:support@flat.example">support@flat.example</a>&gt;:<br></div><blockquote class="gmail_quote">Перезапустите</blockquote></div>`},
		{"Outlook", `<div class=WordSection1><p class=MsoNormal>Не помогло.<o:p></o:p></p><div style='border-top:solid #E1E1E1'><p class=MsoNormal><b>От:</b> Поддержка &lt;support@flat.example&gt; <br><b>Отправлено:</b> 23 ноября 2026 г. 10:00<br><b>Кому:</b> Иван<br><b>Тема:</b> RE: Нет связи<o:p></o:p></p></div><p>Перезапустите</p></div>`},
		{"Yandex", `<div>Не помогло.</div><div>&nbsp;</div><div>23.11.2026, 10:00, "Поддержка" &lt;support@flat.example&gt;:</div><blockquote><p>Перезапустите</p></blockquote>`},
		{"Mail.ru", `<HTML><BODY><div>Не помогло.</div><blockquote style="border-left:1px solid #0857A6;">Понедельник, 23 ноября 2026, 10:00 +03:00 от Поддержка &lt;support@flat.example&gt;:<br><div>Перезапустите</div></blockquote></BODY></HTML>`},
		{"Thunderbird", `<p>Не помогло.</p><div class="moz-cite-prefix">23.11.2026 10:00, Поддержка пишет:<br></div><blockquote type="cite">Перезапустите</blockquote>`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fresh, history := inbound.Split(inbound.Mail{HTML: c.html}.Body())
			assert.Equal(t, "Не помогло.", fresh)
			assert.Contains(t, history, "Перезапустите")
		})
	}
}
