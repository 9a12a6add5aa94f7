package pages

// texts are the words of the pages in one language.
type texts map[string]string

// catalogue has the same keys in each language; a test compares them.
var catalogue = map[string]texts{
	"ru": {
		"title.home": "Служба поддержки ФЛАТ: локальный стенд",
		"title.form": "Новая заявка",
		"title.live": "Заявки, очереди и письма",
		"title.demo": "Вход для пробы",

		"nav.home": "Начало", "nav.form": "Новая заявка", "nav.tickets": "Мои заявки", "nav.live": "Живая доска", "nav.open": "Открытая форма", "nav.demo": "Войти",
		"lang.other": "English", "lang.code": "en",
		"who.none": "Вход не выполнен", "who.out": "Выйти", "who.in": "Войти", "who.as": "Вы вошли как",

		"home.lead":  "Здесь работает весь путь заявки: регистрация, проверка сертификата, время реакции, предупреждения и письма.",
		"home.try":   "Что попробовать",
		"home.step1": "Войдите как один из заказчиков.", "home.step2": "Подайте заявку, например П1 с телефоном для обратного вызова.",
		"home.step3": "Посмотрите на доске решение с пунктом регламента и срок реакции.",
		"home.step4": "Передвиньте часы вперёд: придут предупреждение и просрочка, письма появятся на доске.",
		"home.step5": "Отправьте обращение без входа, с адресом ivan@volga.example: ссылка для подтверждения придёт письмом, оно на доске.",
		"home.curl":  "Передвинуть часы из командной строки:",

		"clock.title": "Часы стенда", "clock.now": "Сейчас (МСК)", "clock.ahead": "впереди настоящего времени на",
		"clock.forward": "Вперёд на", "clock.move": "Передвинуть", "clock.reset": "Вернуть настоящее время",

		"demo.person": "Кто", "demo.company": "Компания", "demo.role": "Роль", "demo.about": "Чего ждать",
		"role.contact": "контактное лицо", "role.partner_contact": "сотрудник партнёра", "role.engineer": "инженер",
		"role.manager": "руководитель поддержки", "role.operator": "оператор горячей линии", "role.sales": "менеджер по продажам",

		"form.signin":   "Чтобы подать заявку, войдите как контактное лицо заказчика или партнёра.",
		"form.customer": "Заказчик", "form.installation": "Система", "form.type": "Вид обращения",
		"type.incident": "Инцидент", "type.question": "Вопрос", "type.configure": "Установка или настройка",
		"form.priority": "Приоритет (влияние на обслуживание)",
		"priority.P1":   "П1: критический, система не работает", "priority.P2": "П2: высокий, серьёзные сбои",
		"priority.P3": "П3: средний, работа ухудшена", "priority.P4": "П4: низкий, неверное отображение",
		"form.findings": "Что выяснили уровни 1 и 2", "form.subject": "Тема", "form.description": "Описание",
		"form.phone": "Телефон для обратного вызова (для П1 обязателен)", "form.send": "Отправить", "form.promise": "Что будет обещано?",

		"live.tickets": "Заявки", "live.queues": "Очереди", "live.outbox": "Отправленные письма и оповещения", "live.sms": "SMS", "live.webhook": "Вызов вебхука", "live.empty": "пока пусто",
		"live.certificates": "Сертификаты", "live.certificate": "Сертификат", "live.package": "Пакет", "live.through": "Последний день",
		"live.number": "Номер", "live.customer": "Заказчик", "live.received": "Получена (МСК)", "live.priority": "Приоритет", "live.state": "Состояние",
		"live.decision": "Решение", "live.clocks": "Сроки (МСК)", "live.queue": "Очередь", "live.waiting": "ждут",
		"live.inflight": "в работе", "live.delayed": "отложены", "live.html": "как HTML", "live.to": "кому", "live.answers": "ответы на", "live.trouble": "Не удалось прочитать:",
	},
	"en": {
		"title.home": "FLAT support desk: local stack",
		"title.form": "New request",
		"title.live": "Tickets, queues and mails",
		"title.demo": "Demo sign-in",

		"nav.home": "Start", "nav.form": "New request", "nav.tickets": "My tickets", "nav.live": "Live board", "nav.open": "Public form", "nav.demo": "Sign in",
		"lang.other": "Русский", "lang.code": "ru",
		"who.none": "Nobody is signed in", "who.out": "Sign out", "who.in": "Sign in", "who.as": "Signed in as",

		"home.lead":  "The whole way of a request runs here: registration, the check of the certificate, reaction time, warnings and mails.",
		"home.try":   "What to try",
		"home.step1": "Sign in as one of the customers.", "home.step2": "Make a request, for instance a P1 with a phone number for the call-back.",
		"home.step3": "See the decision with its clause, and the due time, on the live board.",
		"home.step4": "Move the clock forward: the warning and the breach come, and the mails appear on the board.",
		"home.step5": "Send a request without signing in, with the address ivan@volga.example: the link to confirm it comes by mail, on the board.",
		"home.curl":  "Moving the clock from the command line:",

		"clock.title": "Clock of the stack", "clock.now": "Now (Moscow)", "clock.ahead": "ahead of the real time by",
		"clock.forward": "Forward by", "clock.move": "Move", "clock.reset": "Back to the real time",

		"demo.person": "Who", "demo.company": "Company", "demo.role": "Role", "demo.about": "What to expect",
		"role.contact": "contact", "role.partner_contact": "partner contact", "role.engineer": "engineer",
		"role.manager": "support manager", "role.operator": "hotline operator", "role.sales": "salesperson",

		"form.signin":   "To make a request, sign in as a contact of a customer or of a partner.",
		"form.customer": "Customer", "form.installation": "Installation", "form.type": "Type of request",
		"type.incident": "Incident", "type.question": "Question", "type.configure": "Installation or configuration",
		"form.priority": "Priority (impact on service)",
		"priority.P1":   "P1: critical, the system is down", "priority.P2": "P2: high, serious faults",
		"priority.P3": "P3: medium, work is worse", "priority.P4": "P4: low, wrong display",
		"form.findings": "What levels 1 and 2 have found", "form.subject": "Subject", "form.description": "Description",
		"form.phone": "Phone for the call-back (required for P1)", "form.send": "Send", "form.promise": "What would be promised?",

		"live.tickets": "Tickets", "live.queues": "Queues", "live.outbox": "Mails and alerts sent", "live.sms": "SMS", "live.webhook": "Call of the webhook", "live.empty": "nothing yet",
		"live.certificates": "Certificates", "live.certificate": "Certificate", "live.package": "Package", "live.through": "Last day",
		"live.number": "Number", "live.customer": "Customer", "live.received": "Received (Moscow)", "live.priority": "Priority", "live.state": "State",
		"live.decision": "Decision", "live.clocks": "Due (Moscow)", "live.queue": "Queue", "live.waiting": "waiting",
		"live.inflight": "in work", "live.delayed": "delayed", "live.html": "as HTML", "live.to": "to", "live.answers": "answers to", "live.trouble": "Could not be read:",
	},
}
