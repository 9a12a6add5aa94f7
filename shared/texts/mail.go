package texts

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mail is the words as a mail, in which the link is one.
func mail(subject, words, link, lang string) (Mail, error) {
	html, err := asHTML(words, link, Language(lang))
	return Mail{Subject: subject, Text: words + "\n", HTML: html}, err
}

// NoSubject stands for the subject of a mail that has none.
func NoSubject(lang string) string {
	if Language(lang) == "en" {
		return "(no subject)"
	}
	return "(без темы)"
}

// GoesOnFrom says in a request that it follows from another ticket.
func GoesOnFrom(lang, number string) string {
	if Language(lang) == "en" {
		return "Goes on from ticket " + number + "."
	}
	return "Продолжение заявки " + number + "."
}

// FilesOfMail says in a request that the mail had so many files beside its text.
func FilesOfMail(lang string, count int) string {
	if Language(lang) == "en" {
		return "Files in the mail: " + strconv.Itoa(count) + "."
	}
	return "Файлов в письме: " + strconv.Itoa(count) + "."
}

// MailTooLarge stands for the text of a mail that is too large to be read.
func MailTooLarge(lang string, mb int) string {
	if Language(lang) == "en" {
		return "The mail is larger than " + strconv.Itoa(mb) + " MB and could not be read. It is kept as it arrived."
	}
	return "Письмо больше " + strconv.Itoa(mb) + " МБ, прочитать его не удалось. Оно сохранено в том виде, в каком пришло."
}

// NotTaken is what there is to say of the files of a mail that are not with its ticket.
type NotTaken struct {
	Number string
	Large  []string // too large; names, as the sender wrote them
	Beyond []string // too many: they came after the first Most
	Whole  bool     // the mail itself could not be read
	FileMB int
	AllMB  int
	Most   int
	Days   int
	Link   string
}

// FilesNotTaken tells the sender of a mail which of its files were not taken and why, and by which link they can be sent.
func FilesNotTaken(lang string, about NotTaken) (Mail, error) {
	en := Language(lang) == "en"
	mb, all, most, days := strconv.Itoa(about.FileMB), strconv.Itoa(about.AllMB), strconv.Itoa(about.Most), strconv.Itoa(about.Days)
	subject, words := "Заявка "+about.Number+": файлы слишком велики для письма", []string{"Ваше письмо по заявке " + about.Number + " получено."}
	large, beyond := "Слишком велики и к заявке не приложены (файл должен быть не больше "+mb+" МБ, а все вместе не больше "+all+" МБ):",
		"Файлов в письме больше "+most+", остальные к заявке не приложены, лучше пришлите их одним архивом:"
	offer := "Пришлите их по ссылке, она действует " + days + " дней. Кто её имеет, может добавить файлы к этой заявке и ничего в ней не увидит:"
	whole, only := "Письмо целиком", "Заявка "+about.Number+": в письме слишком много файлов"
	if en {
		subject, words = "Ticket "+about.Number+": files too large for a mail", []string{"Your mail about ticket " + about.Number + " has arrived."}
		large, beyond = "These were too large and are not with the ticket (a file has to be of "+mb+" MB at most, and all together of "+all+" MB):",
			"The mail has more than "+most+" files, and the others are not with the ticket; best send them as one archive:"
		offer = "Please send them by this link; it works for " + days + " days. Whoever has it can add files to this ticket, and sees nothing of it:"
		whole, only = "The whole mail", "Ticket "+about.Number+": too many files in a mail"
	}
	switch {
	case about.Whole:
		words = append(words, large, whole)
	case len(about.Large) > 0:
		words = append(words, large, listed(about.Large, en))
	default:
		subject = only
	}
	if len(about.Beyond) > 0 && !about.Whole {
		words = append(words, beyond, listed(about.Beyond, en))
	}
	text := strings.Join(append(words, offer, about.Link), "\n\n")
	return mail(oneLine(subject), text, about.Link, lang)
}

// listed has as many of the names as a mail has room for, one a line.
func listed(names []string, en bool) string {
	const most = 40
	list := strings.Join(names[:min(len(names), most)], "\n")
	switch more := len(names) - most; {
	case more > 0 && en:
		list += "\nand " + strconv.Itoa(more) + " more"
	case more > 0:
		list += "\nи ещё " + strconv.Itoa(more)
	}
	return list
}

// FileUploaded is the text of a reply that is nothing but a file that came by an upload link.
func FileUploaded(lang, name string) string {
	if Language(lang) == "en" {
		return "A file was added by the upload link: " + name
	}
	return "По ссылке для загрузки добавлен файл: " + name
}

// whyUnverified are the reasons why a mail could not be taken for a contact's, by their codes.
var whyUnverified = map[string]struct{ ru, en string }{
	"unreadable":        {"письмо не удалось прочитать", "the mail could not be read"},
	"several_senders":   {"в письме не один отправитель", "the mail does not have exactly one sender"},
	"not_authenticated": {"подлинность отправителя не подтверждена", "the sender is not authenticated"},
	"unknown_sender":    {"отправитель не найден среди контактных лиц", "the sender is nobody's contact"},
	"foreign_thread":    {"это ответ на заявку, недоступную отправителю", "it answers a ticket that the sender may not see"},
	"which_customer":    {"отправитель действует за нескольких клиентов и не назвал систему", "the sender acts for several customers and names no system"},
	"which_system":      {"у заказчика несколько систем, и отправитель не назвал ни одной", "the customer has several systems and the sender names none"},
	"spam":              {"контактное лицо, но почтовая служба считает письмо нежелательным", "a contact, but the mail service takes it for spam"},
	"old":               {"контактное лицо, но письмо, судя по его дате, написано давно", "a contact, but the mail was written long ago by its date"},
	"channel_closed":    {"письма сейчас не создают заявок", "mails make no tickets at present"},
	"too_many":          {"с этого адреса слишком много писем за день", "too many mails from this address in one day"},
	"verdicts_lost":     {"сведения почтовой службы о письме потеряны, подлинность отправителя неизвестна", "what the mail service said of the mail was lost, the sender is not authenticated"},
	"machine":           {"контактное лицо, но письмо похоже на автоматическое", "a contact, but the mail looks automatic"},
}

// WhyUnverified lists the codes of the reasons why a mail is an unverified request.
func WhyUnverified() []string { return slices.Sorted(maps.Keys(whyUnverified)) }

// UnverifiedMail tells somebody of the desk that a request came by mail that is nobody's yet; critical: from a contact who
// calls it so. It repeats nothing of it.
func UnverifiedMail(lang, reason string, critical bool, link string) (Mail, error) {
	why, en := whyUnverified[reason], Language(lang) == "en"
	subject, words := "Непроверенное обращение по почте", "Пришло обращение по почте, которое не стало заявкой: "+why.ru+".\n\nПосмотрите его и, если оно от клиента, зарегистрируйте: "+link
	switch {
	case critical && en:
		subject, words = "Critical: unverified request by mail", "A contact's request that calls itself critical (P1) came by mail and was not made a ticket: "+why.en+". No clock runs.\n\nPlease look at it now, register it and call back: "+link
	case critical:
		subject, words = "Критическое: непроверенное обращение по почте", "От контактного лица пришло по почте обращение, названное критическим (P1); заявкой оно не стало: "+why.ru+". Отсчёт времени не идёт.\n\nПосмотрите его сейчас, зарегистрируйте и перезвоните: "+link
	case en:
		subject, words = "Unverified request by mail", "A request came by mail and was not made a ticket: "+why.en+".\n\nPlease look at it and register it if it is a customer's: "+link
	}
	return mail(subject, words, link, lang)
}

// UnverifiedLate tells somebody of the desk that nobody has looked in time at a request that is nobody's.
func UnverifiedLate(lang, link string) (Mail, error) {
	subject, words := "Обращение никто не разобрал", "Обращение, отправитель которого не установлен, никто не разобрал вовремя. Посмотрите его: "+link
	if Language(lang) == "en" {
		subject, words = "Nobody has looked at a request", "Nobody has looked in time at a request whose sender is not known. Please look at it: "+link
	}
	return mail(subject, words, link, lang)
}

// Acknowledgement is the one answer to a mail whose sender is not known. It is always the same, in both languages, and
// repeats nothing of what it answers.
func Acknowledgement(hotline string) (Mail, error) {
	words := strings.Join([]string{
		"Ваше письмо получено и будет рассмотрено дежурным. Заявка пока не зарегистрирована: чтобы она появилась сразу, пишите с адреса, указанного в договоре, или пользуйтесь порталом.",
		"Если связь не работает полностью, позвоните на горячую линию: " + hotline + ".",
		"Your mail has been received and will be looked at by the duty. No ticket has been registered yet: to have one at once, write from the address in your contract, or use the portal.",
		"If nothing works at all, call the hotline: " + hotline + ".",
	}, "\n\n")
	return mail("Письмо получено / Your mail has been received", words, "", "ru")
}

// UnverifiedForm tells somebody of the desk that a request came by the public form. It repeats nothing of it.
func UnverifiedForm(lang string, critical bool, link string) (Mail, error) {
	en := Language(lang) == "en"
	subject, words := "Непроверенное обращение через форму", "Через открытую форму пришло обращение. Оно станет заявкой, если его подтвердит контактное лицо.\n\nПосмотрите его и, если оно от клиента, зарегистрируйте: "+link
	switch {
	case critical && en:
		subject, words = "Critical: unverified request by the form", "A request that calls itself critical (P1) has come by the public form. Nobody has confirmed it yet, and no clock runs.\n\nPlease look at it now and call back if it is a customer's: "+link
	case critical:
		subject, words = "Критическое: непроверенное обращение через форму", "Через открытую форму пришло обращение, названное критическим (P1). Его ещё никто не подтвердил, и отсчёт времени не идёт.\n\nПосмотрите его сейчас и перезвоните, если оно от клиента: "+link
	case en:
		subject, words = "Unverified request by the form", "A request has come by the public form. It becomes a ticket if a contact confirms it.\n\nPlease look at it and register it if it is a customer's: "+link
	}
	return mail(subject, words, link, lang)
}

// ConfirmForm asks a contact whether the request is theirs that was sent with their address. It is always the same and
// repeats nothing of what was sent.
func ConfirmForm(lang, link string, hours int, hotline string) (Mail, error) {
	subject := "Подтвердите обращение в техническую поддержку"
	words := []string{
		"Через форму на сайте в техническую поддержку отправлено обращение с вашим адресом.",
		"Если его отправили вы, откройте страницу по ссылке и нажмите кнопку: обращение станет заявкой, и начнётся отсчёт времени. Ссылка действует " + strconv.Itoa(hours) + " ч.",
		link,
		"Если обращение отправили не вы, ничего не делайте.",
		"О критическом сбое сообщите по телефону горячей линии: " + hotline + ".",
	}
	if Language(lang) == "en" {
		subject = "Please confirm your support request"
		words = []string{
			"A request with your address was sent to technical support by the form on the web site.",
			"If it was you, open the page behind the link and press the button: the request becomes a ticket and its time starts. The link works for " + strconv.Itoa(hours) + " hours.",
			link,
			"If it was not you, do nothing.",
			"Report a critical fault by the hotline phone: " + hotline + ".",
		}
	}
	return mail(subject, strings.Join(words, "\n\n"), link, lang)
}

// SentByForm says in a request when it was sent by the public form, and under which reference.
func SentByForm(lang, reference, when string) string {
	if Language(lang) == "en" {
		return "Sent by the form on " + when + ", reference " + reference + "; confirmed by the link in the mail."
	}
	return "Отправлено через форму " + when + ", обращение " + reference + "; подтверждено по ссылке из письма."
}

// TooManyForms says when the form can be sent again, and how a critical fault is reported until then.
func TooManyForms(lang string, wait time.Duration, hotline string) string {
	minutes := strconv.Itoa(int(math.Ceil(wait.Minutes())))
	if Language(lang) == "en" {
		return "Too many requests have come from your address or network. Try again in " + minutes + " min. A critical fault (P1) is reported by the hotline phone at any time: " + hotline + "."
	}
	return "С вашего адреса или из вашей сети пришло слишком много обращений. Повторите через " + minutes + " мин. О критическом сбое (P1) в любое время сообщите по телефону горячей линии: " + hotline + "."
}
