package journal_test

import (
	"time"

	"pgregory.net/rapid"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

var (
	// texts repeat, contain each other and hold what JSON must escape.
	texts = rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "P1", "system", "sent", "ivan", "ivan@volga.example", "ivan@volga.example>x", "обратный звонок", "\"<&>\\\u2028", "\x00\x1f"}),
		rapid.StringN(0, 12, 40),
	)
	instants = rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMilli(rapid.Int64Range(946684800000, 7258118399999).Draw(t, "ms")).UTC()
	})
	optionalInstants = rapid.OneOf(rapid.Just(time.Time{}), instants)
	someText         = rapid.StringN(1, 10, 30)
)

func text[T ~string](t *rapid.T, name string) T { return T(texts.Draw(t, name)) }

var someFacts = map[string]func(*rapid.T) ticket.Fact{
	"Registered": func(t *rapid.T) ticket.Fact {
		return ticket.Registered{
			Customer: text[string](t, "customer"), Contact: text[string](t, "contact"), Installation: text[string](t, "installation"),
			Channel: text[policy.ChannelCode](t, "channel"), Type: text[policy.RequestType](t, "type"),
			Priority: text[policy.PriorityCode](t, "priority"), Language: text[string](t, "language"),
			StatedAt: optionalInstants.Draw(t, "stated"), Override: text[string](t, "override"),
		}
	},
	"Decided": func(t *rapid.T) ticket.Fact {
		d := ticket.Decided{
			Answer: text[ticket.Answer](t, "answer"), Code: text[policy.RefusalCode](t, "code"), Clause: text[policy.ClauseCode](t, "clause"),
			Edition: text[string](t, "edition"), Digest: text[string](t, "digest"), Calendar: text[string](t, "calendar"),
			Package: text[policy.PackageCode](t, "package"), Certificate: text[string](t, "certificate"), Support: text[string](t, "support"),
			Level: policy.Level(rapid.IntRange(0, 3).Draw(t, "level")), Priority: text[policy.PriorityCode](t, "priority"),
			Engineer: text[string](t, "engineer"), MustName: rapid.Bool().Draw(t, "must"), Until: optionalInstants.Draw(t, "until"),
			Site: text[string](t, "site"), Zone: text[string](t, "zone"),
		}
		for range rapid.IntRange(0, 4).Draw(t, "facts") {
			d.Facts = append(d.Facts, someText.Draw(t, "fact"))
		}
		return d
	},
	"Held":      func(t *rapid.T) ticket.Fact { return ticket.Held(someStanding(t)) },
	"Released":  func(t *rapid.T) ticket.Fact { return ticket.Released(someStanding(t)) },
	"Upheld":    func(t *rapid.T) ticket.Fact { return ticket.Upheld(someStanding(t)) },
	"Continued": func(t *rapid.T) ticket.Fact { return ticket.Continued{Reason: text[string](t, "reason")} },
	"Responded": func(t *rapid.T) ticket.Fact {
		return ticket.Responded{Message: text[string](t, "message"), To: someList(t, "to")}
	},
	"Merged": func(t *rapid.T) ticket.Fact {
		return ticket.Merged{Into: text[string](t, "into"), Message: text[string](t, "message")}
	},
	"Split": func(t *rapid.T) ticket.Fact {
		return ticket.Split{Of: text[string](t, "of"), Into: text[string](t, "into")}
	},
	"Inquired": func(t *rapid.T) ticket.Fact {
		return ticket.Inquired{To: text[string](t, "to"), Message: text[string](t, "message")}
	},
	"ContactChanged": func(t *rapid.T) ticket.Fact {
		return ticket.ContactChanged{From: text[string](t, "from"), To: text[string](t, "to"), Reason: text[string](t, "reason")}
	},
	"Called": func(t *rapid.T) ticket.Fact {
		return ticket.Called{Outcome: text[ticket.CallOutcome](t, "outcome"), Message: text[string](t, "message")}
	},
	"PriorityChanged": func(t *rapid.T) ticket.Fact {
		return ticket.PriorityChanged{
			From: text[policy.PriorityCode](t, "from"), To: text[policy.PriorityCode](t, "to"), Reason: text[string](t, "reason"),
			Consent: rapid.Bool().Draw(t, "consent"),
		}
	},
	"Waiting": func(t *rapid.T) ticket.Fact { return ticket.Waiting{Reason: text[string](t, "reason")} },
	"Resumed": func(*rapid.T) ticket.Fact { return ticket.Resumed{} },
	"Noted":   func(t *rapid.T) ticket.Fact { return ticket.Noted{Message: text[string](t, "message")} },
	"Replied": func(t *rapid.T) ticket.Fact { return ticket.Replied{Message: text[string](t, "message")} },
	"Assigned": func(t *rapid.T) ticket.Fact {
		return ticket.Assigned{Engineer: text[string](t, "engineer"), Reason: text[string](t, "reason")}
	},
	"Resolved": func(t *rapid.T) ticket.Fact {
		return ticket.Resolved{Message: text[string](t, "message"), Waiver: text[string](t, "waiver"), To: someList(t, "to")}
	},
	"Closed":   func(t *rapid.T) ticket.Fact { return ticket.Closed{Reason: text[string](t, "reason")} },
	"Reopened": func(t *rapid.T) ticket.Fact { return ticket.Reopened{Reason: text[string](t, "reason")} },
	"Stepped": func(t *rapid.T) ticket.Fact {
		return ticket.Stepped{Clock: text[policy.ClockName](t, "clock"), Step: text[string](t, "step"), N: rapid.IntRange(-1, 1000).Draw(t, "n")}
	},
	"Notified": func(t *rapid.T) ticket.Fact {
		return ticket.Notified{Notice: text[string](t, "notice"), Outcome: text[ticket.Outcome](t, "outcome")}
	},
	"Reported": func(t *rapid.T) ticket.Fact {
		return ticket.Reported{
			Notice: text[string](t, "notice"), What: text[ticket.Report](t, "what"), Code: text[string](t, "code"), Mail: text[string](t, "mail"),
		}
	},
	"LevelChanged": func(t *rapid.T) ticket.Fact {
		return ticket.LevelChanged{From: policy.Level(rapid.IntRange(0, 3).Draw(t, "from")), To: policy.Level(rapid.IntRange(0, 3).Draw(t, "to")), Reason: text[string](t, "reason")}
	},
	"Marked": func(t *rapid.T) ticket.Fact {
		return ticket.Marked{Mark: text[ticket.Mark](t, "mark"), Message: text[string](t, "message"), Reference: text[string](t, "reference")}
	},
	"VisitDecided": func(t *rapid.T) ticket.Fact {
		return ticket.VisitDecided{Code: text[policy.RefusalCode](t, "code"), Clause: text[policy.ClauseCode](t, "clause"), Area: text[string](t, "area")}
	},
	"Recounted": func(t *rapid.T) ticket.Fact {
		r := ticket.Recounted{Calendar: text[string](t, "calendar"), Reason: text[string](t, "reason")}
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			r.Moves = append(r.Moves, ticket.Move{Clock: text[policy.ClockName](t, "clock"), Old: optionalInstants.Draw(t, "old"), New: optionalInstants.Draw(t, "new")})
		}
		return r
	},
}

func someList(t *rapid.T, name string) []string {
	var all []string
	for range rapid.IntRange(0, 3).Draw(t, name) {
		all = append(all, someText.Draw(t, name))
	}
	return all
}

func someStanding(t *rapid.T) ticket.Standing {
	s := ticket.Standing{
		Code: text[policy.RefusalCode](t, "code"), Clause: text[policy.ClauseCode](t, "clause"), Edition: text[string](t, "edition"),
		Digest: text[string](t, "digest"), Calendar: text[string](t, "calendar"), Certificate: text[string](t, "certificate"),
		Support: text[string](t, "support"), Until: optionalInstants.Draw(t, "until"),
	}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		s.Facts = append(s.Facts, someText.Draw(t, "fact"))
	}
	return s
}

var someEvents = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ticket.Event {
	e := ticket.Event{
		At: instants.Draw(t, "at"), By: ticket.Actor{Role: text[ticket.Role](t, "role"), ID: text[string](t, "id")}, Key: text[string](t, "key"),
	}
	kinds := make([]string, 0, len(someFacts))
	for name := range someFacts {
		kinds = append(kinds, name)
	}
	e.Fact = someFacts[sorted(kinds)[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]](t)
	for range rapid.IntRange(0, 3).Draw(t, "notices") {
		n := ticket.Notice{
			Kind: policy.NoticeKind(someText.Draw(t, "kind")), Audience: text[policy.Audience](t, "audience"), Person: text[string](t, "person"),
			Fallback: rapid.Bool().Draw(t, "fallback"),
		}
		n.Key = e.Key + ">" + n.Person
		if rapid.Bool().Draw(t, "unusual") {
			n.Key = texts.Draw(t, "notice key")
		}
		if rapid.Bool().Draw(t, "an alert") {
			n.By = text[policy.Means](t, "means")
			n.Key = ticket.AlertKey(n.Key, n.By)
		}
		e.Notices = append(e.Notices, n)
	}
	return e
}), 0, 12)
