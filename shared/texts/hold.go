package texts

import "flatsupport/shared/policy"

// whileHeld is what has the work on a held ticket go on (G10).
var whileHeld = policy.Text{
	RU: "Продлите поддержку этой системы или, пока это ещё возможно, заявите о намерении её продлить: работа по заявке возобновится сама, подавать её заново не нужно.",
	EN: "Renew the support of this system or, while that is still possible, declare the intent to renew: the work on this ticket then goes on by itself, and it need not be sent again.",
}

// WhileHeld says what has the work on a held ticket go on.
func WhileHeld(lang string) string { return whileHeld.In(Language(lang)) }
