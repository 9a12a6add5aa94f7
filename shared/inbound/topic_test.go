package inbound_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/inbound"
)

func TestWhatASubjectIsAbout(t *testing.T) {
	t.Parallel()
	for subject, topic := range map[string]string{
		"No outgoing calls":                   "no outgoing calls",
		"Re: No outgoing  calls":              "no outgoing calls",
		"RE: Fwd: re[2]: No outgoing calls":   "no outgoing calls",
		"Ответ: Пересл: Нет связи":            "нет связи",
		"AW: WG: No outgoing calls":           "no outgoing calls",
		"[П2] No outgoing calls":              "no outgoing calls",
		"Re: [K7M29-QXF4A] No outgoing calls": "no outgoing calls",
		"K7M29-QXF4A: No calls":               "no calls",
		"Re: connection":                      "connection",
		"Reboot: it fails":                    "reboot: it fails",
		"Re:":                                 "",
		"":                                    "",
	} {
		assert.Equal(t, topic, inbound.Mail{Subject: subject}.Topic(), subject)
	}
}
