package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// hotline is the phone for critical faults, the only ones that it takes (policy H).
const hotline = "+7 (499) 917-03-64"

//go:embed pages/problem.html
var pages embed.FS

// pageStyle is the style of the page of a refusal, in the look of the ticket's pages.
//
//go:embed pages/problem.css
var pageStyle string

var problemPage = template.Must(template.New("problem.html").Funcs(template.FuncMap{
	"css":     func() template.CSS { return template.CSS(pageStyle) }, //nolint:gosec // our own embedded file
	"label":   func(name, lang string) string { return labels[name].in(lang) },
	"hotline": func() string { return hotline },
	"tel":     func() template.URL { return template.URL("tel:" + dialled(hotline)) }, //nolint:gosec // our own constant
}).ParseFS(pages, "pages/problem.html"))

// dialled leaves of a phone number what a phone dials.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// answerTo answers an error with a page where the caller would rather have one, and with [Answer] otherwise.
func answerTo(req events.APIGatewayV2HTTPRequest, err error) events.APIGatewayV2HTTPResponse {
	lang := Language(req)
	if !WantsHTML(req) {
		return Answer(err, lang)
	}
	e := refusal(err)
	ours := isWrite(req.RequestContext.HTTP.Method) && e.Code != CrossSiteForm // not another site's
	body, failure := pageOf(e, lang, ours)
	if failure != nil { // what is wrong is told in any case
		return Answer(err, lang)
	}
	return e.head(HTML(e.Status, body, pageStyle), lang, "Accept, Accept-Language")
}

// pageOf is the refusal as a page. It leads back, since nothing on it could be tried again; written says that the person has
// sent a form of ours, with something that is worth keeping.
func pageOf(e *Error, lang string, written bool) (string, error) {
	problem := e.problem(lang)
	if words, ok := inBrowser[e.Code]; ok && e.Detail == "" {
		problem.Detail = words.in(lang)
	}
	var out bytes.Buffer
	err := problemPage.Execute(&out, struct {
		Problem
		Lang    string
		Written bool
	}{problem, spoken(lang), written})
	if err != nil {
		return "", fmt.Errorf("page of %s: %w", e.Code, err)
	}
	return out.String(), nil
}

// labels are the words of the page around what the refusal says.
var labels = map[string]sentence{
	"clause":  {"пункт политики", "policy clause"},
	"back":    {"Вернитесь на предыдущую страницу кнопкой «Назад» браузера.", "Go back to the page before with your browser's Back button."},
	"kept":    {"К форме ведёт кнопка «Назад» браузера: написанное браузер обычно сохраняет.", "Your browser's Back button leads to the form: browsers usually keep what you wrote."},
	"hotline": {"О критическом сбое сообщите по телефону горячей линии:", "Report a critical fault by the hotline phone:"},
}

// inBrowser are the sentences that are worded for programs in the catalogue and that a person in a browser needs in other
// words: a page has its key in a hidden field, and a reload sends the form again with the same one.
var inBrowser = map[string]sentence{
	IdempotencyKeyRequired: {"Форма отправлена не полностью. Откройте её страницу заново.", "The form was not sent in full. Open its page anew."},
	IdempotencyKeyInvalid:  {"Форма отправлена не полностью. Откройте её страницу заново.", "The form was not sent in full. Open its page anew."},
	IdempotencyKeyMismatch: {"Форма отправлена не полностью. Откройте её страницу заново.", "The form was not sent in full. Open its page anew."},
	IdempotencyKeyReused:   {"Эта форма уже отправлена с другим содержанием. Откройте её страницу заново и заполните ещё раз.", "This form has been sent already with another content. Open its page anew and fill it in again."},
	Unauthenticated:        {"Войдите в систему и повторите.", "Sign in and try again."},
	Unavailable:            {"Сервис временно недоступен. Обновите эту страницу: запрос повторится, но дважды выполнен не будет.", "The service is temporarily unavailable. Reload this page: the request is sent again and not carried out twice."},
	Internal:               {"Произошла ошибка на нашей стороне. Обновите эту страницу: запрос повторится, но дважды выполнен не будет.", "Something went wrong on our side. Reload this page: the request is sent again and not carried out twice."},
}
