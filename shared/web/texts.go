package web

import (
	"fmt"
	"net/http"
)

// The languages in which refusals are worded.
const (
	Russian = "ru"
	English = "en"
)

// Codes of refusals. Programs rely on them: a code never changes its meaning.
const (
	MalformedBody          = "MALFORMED_BODY"
	BodyTooDeep            = "BODY_TOO_DEEP"
	BodyTooLarge           = "BODY_TOO_LARGE"
	UnsupportedMediaType   = "UNSUPPORTED_MEDIA_TYPE"
	InvalidFields          = "INVALID_FIELDS"
	IdempotencyKeyRequired = "IDEMPOTENCY_KEY_REQUIRED"
	IdempotencyKeyInvalid  = "IDEMPOTENCY_KEY_INVALID"
	IdempotencyKeyMismatch = "IDEMPOTENCY_KEY_MISMATCH"
	IdempotencyKeyReused   = "IDEMPOTENCY_KEY_REUSED"
	Unauthenticated        = "UNAUTHENTICATED"
	Forbidden              = "FORBIDDEN"
	CrossSiteForm          = "CROSS_SITE_FORM"
	NoCustomer             = "NO_CUSTOMER"
	NotFound               = "NOT_FOUND"
	Conflict               = "CONFLICT"
	TooManyRequests        = "TOO_MANY_REQUESTS"
	LinkGone               = "LINK_GONE"
	Unavailable            = "UNAVAILABLE"
	Internal               = "INTERNAL"
	IntentStands           = "INTENT_STANDS"
	NoIntent               = "NO_INTENT"
	CommissionedAlready    = "COMMISSIONED_ALREADY"
	SettledAlready         = "SETTLED_ALREADY"
)

// Codes of field errors.
const (
	Required       = "REQUIRED"
	TooLong        = "TOO_LONG"
	NotAllowed     = "NOT_ALLOWED" // not one of the allowed values
	Invalid        = "INVALID"
	Unknown        = "UNKNOWN" // names something that is not there
	UnknownField   = "UNKNOWN_FIELD"
	WrongType      = "WRONG_TYPE"
	DuplicateField = "DUPLICATE_FIELD"
	InFuture       = "IN_FUTURE" // a day that has not come
	TooEarly       = "TOO_EARLY" // a day before another that it has to follow
)

// spoken is the language if refusals are worded in it, and Russian otherwise.
func spoken(lang string) string {
	if lang == English {
		return English
	}
	return Russian
}

type sentence struct{ ru, en string }

func (s sentence) in(lang string) string {
	if lang == English {
		return s.en
	}
	return s.ru
}

var titles = map[int]sentence{
	http.StatusBadRequest:            {"Неверный запрос", "Bad request"},
	http.StatusUnauthorized:          {"Требуется вход", "Sign-in required"},
	http.StatusForbidden:             {"Доступ запрещён", "Forbidden"},
	http.StatusNotFound:              {"Не найдено", "Not found"},
	http.StatusConflict:              {"Конфликт", "Conflict"},
	http.StatusGone:                  {"Ссылка не действует", "The link does not work"},
	http.StatusRequestEntityTooLarge: {"Слишком большой запрос", "Request too large"},
	http.StatusUnsupportedMediaType:  {"Неподдерживаемый тип данных", "Unsupported media type"},
	http.StatusUnprocessableEntity:   {"Запрос нельзя выполнить", "Request cannot be processed"},
	http.StatusTooManyRequests:       {"Слишком много запросов", "Too many requests"},
	http.StatusInternalServerError:   {"Внутренняя ошибка", "Internal error"},
	http.StatusServiceUnavailable:    {"Временно недоступно", "Temporarily unavailable"},
}

var details = map[string]sentence{
	MalformedBody:          {"Тело запроса не удалось разобрать.", "The body of the request cannot be read."},
	BodyTooDeep:            {"Данные вложены глубже восьми уровней.", "The data is nested deeper than eight levels."},
	BodyTooLarge:           {"Тело запроса больше 256 КиБ.", "The body of the request is larger than 256 KiB."},
	UnsupportedMediaType:   {"Принимаются JSON и данные HTML-формы в кодировке UTF-8.", "JSON and HTML form data in UTF-8 are accepted."},
	InvalidFields:          {"Проверьте поля, указанные в списке ошибок.", "Check the fields in the list of errors."},
	IdempotencyKeyRequired: {"Нужен заголовок Idempotency-Key или поле формы idempotencyKey.", "The header Idempotency-Key or the form field idempotencyKey is needed."},
	IdempotencyKeyInvalid:  {"Ключ идемпотентности: от 8 до 128 видимых знаков ASCII без запятых.", "An idempotency key has 8 to 128 visible ASCII characters and no comma."},
	IdempotencyKeyMismatch: {"Ключи идемпотентности в заголовке и в форме различаются.", "The idempotency keys in the header and in the form differ."},
	IdempotencyKeyReused:   {"Этот ключ идемпотентности уже использован для другого запроса.", "This idempotency key was used for another request."},
	Unauthenticated:        {"Войдите в систему: действительного токена доступа в запросе нет.", "Sign in: the request carries no valid access token."},
	Forbidden:              {"Ваша роль не позволяет этого.", "Your role does not allow this."},
	CrossSiteForm:          {"Форма отправлена с другого сайта и не принята.", "The form was sent from another site and is not accepted."},
	NoCustomer:             {"Вы не указаны контактным лицом ни одного заказчика.", "You are not a contact of any customer."},
	NotFound:               {"Такой страницы или заявки нет.", "There is no such page or ticket."},
	Conflict:               {"Данные изменились за это время. Обновите их и повторите.", "The data has changed meanwhile. Reload it and try again."},
	TooManyRequests:        {"Слишком много обращений за короткое время. Повторите позже.", "Too many requests in a short time. Try again later."},
	LinkGone:               {"Ссылка неверна, её срок истёк, или обращение уже разобрано. Если заявка нужна, отправьте обращение ещё раз.", "The link is wrong, its time is over, or the request has been dealt with. If you need a ticket, send the request again."},
	Unavailable:            {"Сервис временно недоступен. Повторите попытку с тем же ключом.", "The service is temporarily unavailable. Try again with the same key."},
	Internal:               {"Произошла ошибка на нашей стороне. Повторите попытку с тем же ключом.", "Something went wrong on our side. Try again with the same key."},
}

// unlawful are the sentences for commands that a ticket refuses. The codes are those of the ticket's rules; here they are
// texts, since manners need not know the rules. Each sentence says what to do instead.
var unlawful = map[string]sentence{
	"TICKET_NOT_DECIDED":    {"Право на поддержку по заявке ещё проверяется. Повторите через минуту.", "Whether support is due is still being checked. Try again in a minute."},
	"TICKET_DECIDED":        {"Право на поддержку по заявке уже определено. Обновите заявку и действуйте по решению.", "Whether support is due has been decided already. Reload the ticket and go by that decision."},
	"TICKET_NOT_OPEN":       {"Работа по заявке не ведётся. Решённую или закрытую заявку сначала откройте повторно, вместо отклонённой подайте новую.", "There is no work on this ticket. Reopen it first if it is resolved or closed; if it was refused, submit a new request."},
	"TICKET_NOT_WAITING":    {"Заявка не ждёт заказчика: возобновлять нечего, продолжайте работу.", "The ticket does not wait for the customer: there is nothing to resume, go on with the work."},
	"TICKET_WAITING":        {"Заявка уже ждёт заказчика. Чтобы указать другую причину, сначала возобновите работу.", "The ticket waits for the customer already. To give another reason, resume the work first."},
	"TICKET_NOT_RESOLVED":   {"Заявка не решена. Чтобы закрыть её, сначала отправьте решение; открыть повторно можно только решённую или закрытую.", "The ticket is not resolved. To close it, send the resolution first; only a resolved or closed ticket can be reopened."},
	"TICKET_CLOSED":         {"Заявка уже закрыта. Если работу надо продолжить, откройте её повторно.", "The ticket is closed already. If the work must go on, reopen it."},
	"REOPEN_PERIOD_OVER":    {"Срок, в который заявку можно открыть повторно, истёк. Подайте новую и укажите в ней номер этой.", "The period in which the ticket can be reopened is over. Submit a new request and give this number in it."},
	"PRIORITY_UNCHANGED":    {"У заявки уже этот приоритет. Выберите другой или оставьте как есть.", "The ticket has this priority already. Choose another one or leave it as it is."},
	"PRIORITY_UNKNOWN":      {"Такого приоритета в политике поддержки нет. Укажите P1, P2, P3 или P4.", "The support policy has no such priority. Give P1, P2, P3 or P4."},
	"REASON_REQUIRED":       {"Нужна причина. Укажите в поле reason, какое определение приоритета подходит или почему меняется инженер.", "A reason is needed. Say in reason which definition of the priority applies or why the engineer changes."},
	"CONSENT_REQUIRED":      {"Критический приоритет снижают с согласия контактного лица. Получите согласие и отметьте его в поле consent или передайте решение менеджеру.", "A critical priority is lowered with the contact's consent. Obtain it and say so in consent, or leave the decision to a manager."},
	"CALLBACK_OWED":         {"Гарантированный обратный вызов не сделан. Позвоните заказчику и запишите звонок или укажите в поле waiver, почему звонка не будет.", "The guaranteed call-back has not been made. Call the customer and record the call, or give the reason for not calling in waiver."},
	"ENGINEER_REQUIRED":     {"За такой заявкой пакет поддержки закрепляет инженера. Сначала назначьте его.", "The support package assigns an engineer to such a ticket. Name the engineer first."},
	"MESSAGE_REQUIRED":      {"Нужен текст. Напишите его в поле message.", "A text is needed. Write it in message."},
	"PRIORITY_FINAL":        {"По действующей политике приоритет определяет заказчик, менять его нельзя.", "Under the policy in force the customer decides on the priority; it cannot be changed."},
	"LEVEL_UNCHANGED":       {"Заявка уже на этом уровне поддержки.", "The ticket is at this support level already."},
	"LEVEL_NOT_DELIVERED":   {"Пакет поддержки этой заявки не включает такой уровень.", "The support package of this ticket does not include that level."},
	"MILESTONE_UNKNOWN":     {"Такого этапа работ нет. Выберите один из перечисленных в описании API.", "There is no such milestone. Choose one of those listed in the API's description."},
	"REFERENCE_REQUIRED":    {"Назовите в поле reference, о чём идёт речь: номер проблемы, выпуска или патча.", "Say in reference what it is about: the number of the problem, the release or the patch."},
	"SUPPORT_ENDED":         {"Поддержка по этой заявке закончилась: дальнейшая работа ждёт продления. Обещанные реакцию и обратный звонок дать нужно. Чтобы работа продолжилась, оформите продление; менеджер может продолжить её и так, указав причину.", "The support for this ticket has ended: further work waits for a renewal. The promised reaction and call-back are still to be given. Have the support renewed, or ask a manager to continue the work with a reason."},
	"TICKET_MERGED":         {"Заявка объединена с другой. Работайте в той, номер которой здесь указан.", "The ticket was merged into another. Work on the one whose number it shows."},
	"MERGE_INTO_ITSELF":     {"Заявку нельзя объединить с ней самой. Укажите в поле into номер другой.", "A ticket cannot be merged into itself. Give the number of another one in into."},
	"MERGE_OTHER_CUSTOMER":  {"Эти заявки разных заказчиков, объединять их нельзя. Сошлитесь на другую в заметке.", "The tickets are of different customers and cannot be merged. Refer to the other one in a note."},
	"MERGE_TARGET_NOT_OPEN": {"По заявке, с которой вы объединяете, работа не ведётся. Сначала откройте её повторно или выберите другую.", "There is no work on the ticket that you merge into. Reopen it first or choose another one."},
	"MERGE_LOWER_PRIORITY":  {"У заявки, с которой вы объединяете, приоритет ниже. Сначала повысьте его или объедините заявки наоборот.", "The ticket that you merge into has a lower priority. Raise it first, or merge the other way round."},
	"MERGE_CALLBACK_OWED":   {"Гарантированный обратный вызов по этой заявке не сделан. Позвоните заказчику, запишите звонок и тогда объединяйте.", "The guaranteed call-back of this ticket has not been made. Call the customer, record the call, and merge then."},
	"MESSAGE_SPLIT":         {"Из этого сообщения уже сделана заявка. Её номер указан рядом с ним.", "This message has become a ticket already. The number stands beside it."},
	"CONTACT_UNCHANGED":     {"Это контактное лицо уже указано в заявке.", "This is the contact of the ticket already."},
	"RECIPIENT_CHANGED":     {"Контактное лицо заявки сменилось, ответ не отправлен. Обновите заявку, проверьте получателя и отправьте снова.", "The contact of the ticket has changed, and the answer was not sent. Reload the ticket, look who gets it, and send it again."},
	"TICKET_NOT_HELD":       {"Работа по заявке не приостановлена: продолжать её можно и без решения менеджера.", "The work on this ticket is not on hold: it can go on without a manager's decision."},
	"CALL_OUTCOME_UNKNOWN":  {"Неизвестный итог звонка. Укажите в поле result: reached, если дозвонились, или no_answer.", "The outcome of the call is not known. Give reached in result if somebody answered, or no_answer."},
}

// recorded are the sentences for what is on record already, or is not there to be changed.
var recorded = map[string]sentence{
	IntentStands:        {"Намерение продлить этот сертификат уже заявлено и не отозвано.", "The intent to renew this certificate has been declared already and stands."},
	NoIntent:            {"Отзывать нечего: действующего намерения продлить этот сертификат нет.", "There is nothing to withdraw: no intent to renew this certificate stands."},
	SettledAlready:      {"Это обращение уже разобрал кто-то другой.", "Somebody else has settled this request already."},
	CommissionedAlready: {"Дата ввода этой системы уже записана. Если она неверна, исправьте её, указав причину.", "The commissioning of this system is on record already. If the date is wrong, correct it and give the reason."},
}

var fieldDetails = map[string]sentence{
	Required:       {"Заполните это поле.", "Fill in this field."},
	TooLong:        {"Слишком длинное значение.", "The value is too long."},
	NotAllowed:     {"Недопустимое значение.", "The value is not allowed."},
	Invalid:        {"Неверное значение.", "The value is not valid."},
	Unknown:        {"Такого значения нет в наших данных.", "There is no such value in our records."},
	UnknownField:   {"Такого поля нет.", "There is no such field."},
	WrongType:      {"Значение не того типа.", "The value is of the wrong type."},
	DuplicateField: {"Поле указано несколько раз.", "The field is given several times."},
	InFuture:       {"Этот день ещё не наступил.", "This day has not come yet."},
	TooEarly:       {"Этот день раньше, чем возможно: он предшествует продаже или тому, на чём основан.", "This day is too early: it lies before the sale, or before what it rests on."},
}

// bounded are the sentences that name the bound which was broken.
var bounded = map[string]sentence{
	TooLong:    {"Наибольшая длина в знаках: %v.", "Greatest length in characters: %v."},
	NotAllowed: {"Допустимые значения: %v.", "Allowed values: %v."},
}

func title(status int, lang string) string {
	if words, ok := titles[status]; ok {
		return words.in(lang)
	}
	if status >= http.StatusInternalServerError {
		return titles[http.StatusInternalServerError].in(lang)
	}
	return titles[http.StatusBadRequest].in(lang)
}

// detail is the sentence of the code. A code of a handler's own that brought no sentence says its status in words.
func detail(code string, status int, lang string) string {
	for _, catalogue := range []map[string]sentence{details, unlawful, recorded} {
		if words, ok := catalogue[code]; ok {
			return words.in(lang)
		}
	}
	return title(status, lang) + "."
}

func fieldDetail(e FieldError, lang string) string {
	if words, ok := bounded[e.Code]; ok && e.bound != nil {
		return fmt.Sprintf(words.in(lang), e.bound)
	}
	if words, ok := fieldDetails[e.Code]; ok {
		return words.in(lang)
	}
	return fieldDetails[Invalid].in(lang)
}
