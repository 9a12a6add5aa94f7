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
	Unavailable            = "UNAVAILABLE"
	Internal               = "INTERNAL"
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
)

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
	Unavailable:            {"Сервис временно недоступен. Повторите попытку с тем же ключом.", "The service is temporarily unavailable. Try again with the same key."},
	Internal:               {"Произошла ошибка на нашей стороне. Повторите попытку с тем же ключом.", "Something went wrong on our side. Try again with the same key."},
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
	if words, ok := details[code]; ok {
		return words.in(lang)
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
