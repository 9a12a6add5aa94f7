package proof

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func (r *reader) counted(m []string) error {
	var said, sum time.Duration
	x, err := r.interval(m[0], m[1], m[2], m[5])
	if err == nil {
		said, err = duration(m[3])
	}
	if err == nil {
		sum, err = duration(m[4])
	}
	if err != nil {
		return err
	}
	before := time.Duration(0)
	for _, have := range r.t.intervals {
		if !have.paused {
			before += have.to.Sub(have.from)
		}
	}
	switch length := x.to.Sub(x.from); {
	case length != said:
		return fmt.Errorf("it is %s long", length)
	case before+length != sum:
		return fmt.Errorf("it comes to %s so far", before+length)
	}
	r.t.intervals = append(r.t.intervals, x)
	return nil
}

func (r *reader) paused(m []string) error {
	x, err := r.interval(m[0], m[1], m[2], m[3])
	x.paused = true
	r.t.intervals = append(r.t.intervals, x)
	return err
}

func (r *reader) interval(day, from, to, about string) (interval, error) {
	d, err := parseDate(day)
	x := interval{date: d, marks: marksOf(about)}
	if err == nil {
		x.from, err = r.at(d, from)
	}
	if err == nil {
		x.to, err = r.at(d, to)
	}
	if err == nil && !x.from.Before(x.to) {
		err = errors.New("it ends before it begins")
	}
	return x, err
}

func (r *reader) at(d date, text string) (time.Time, error) {
	if r.t.zone == nil {
		return time.Time{}, errors.New("the zone comes too late")
	}
	c, offset, err := clock(text)
	if err != nil {
		return time.Time{}, err
	}
	return d.at(c, offset, r.t.zone)
}

var reasons = map[string]reason{
	"выходной": weekend, "weekend": weekend, "праздник": holiday, "public holiday": holiday,
	"выходной по переносу": holiday, "day off by transfer": holiday, "нерабочие часы": closed, "closed hours": closed,
	"в этот день поддержки нет": noHours, "no coverage on this day": noHours,
	"рабочий день, но отсчёт начался позже": past, "a working day, but counting began later": past,
}

func (r *reader) off(m []string) error {
	why, ok := reasons[m[1]]
	if !ok {
		return errUnknownLine
	}
	return r.day(m[0], why, "0", m[2])
}

func (r *reader) day(text string, why reason, n, about string) error {
	d, err := parseDate(text)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(n)
	if why == weekend && d.weekday() != time.Saturday && d.weekday() != time.Sunday {
		return errors.New("it is none")
	}
	into := &r.t.days
	if !r.t.plain.IsZero() {
		into = &r.t.then
	}
	*into = append(*into, day{date: d, why: why, n: number, marks: marksOf(about)})
	return err
}

func (r *reader) plain(m []string) error {
	var err error
	if r.t.whole, err = duration(m[1]); err != nil {
		return err
	}
	return r.instant(&r.t.plain, m[0])
}

func (r *reader) wait(kind waitKind, from, to, cut string) error {
	w := wait{kind: kind}
	err := r.instant(&w.from, from)
	if err == nil && to != "" {
		err = r.instant(&w.to, to)
	}
	if err == nil && cut != "" {
		w.cut, err = duration(cut)
	}
	if err == nil && !w.to.IsZero() && !w.from.Before(w.to) {
		err = errors.New("it ends before it begins")
	}
	r.t.waits = append(r.t.waits, w)
	return err
}

func (r *reader) revised(m []string) error {
	v := revision{from: m[1], to: m[2]}
	err := r.instant(&v.at, m[0])
	for at, text := range map[*time.Time]string{&v.old: m[3], &v.new: m[5], &v.then: m[7]} {
		if err == nil && text != "нет" && text != "none" {
			err = r.instant(at, text)
		}
	}
	r.t.revisions = append(r.t.revisions, v)
	return err
}

// instant reads a date, a clock and a zone, which must be that of the explanation.
func (r *reader) instant(into *time.Time, text string) error {
	if r.t.zone == nil {
		return errors.New("the zone comes too late")
	}
	offset := ""
	for _, moscow := range []string{" МСК", " Moscow time"} {
		if rest, ok := strings.CutSuffix(text, moscow); ok {
			if r.t.zone.String() != "Europe/Moscow" {
				return errors.New("another zone than that of the explanation")
			}
			text, offset = rest, "+03:00"
		}
	}
	if offset == "" {
		at := strings.LastIndex(text, " ")
		text, offset = text[:at], text[at+1:]
	}
	at := strings.LastIndex(text, " ")
	if strings.HasSuffix(text, ")") {
		at = strings.LastIndex(text[:at], " ")
	}
	d, err := parseDate(text[:at])
	if err != nil {
		return err
	}
	c, own, err := clock(text[at+1:])
	if err != nil {
		return err
	}
	if own != "" && own != offset {
		return errors.New("two offsets")
	}
	*into, err = d.at(c, offset, r.t.zone)
	return err
}

var months = []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

func parseDate(text string) (date, error) {
	name, rest, _ := strings.Cut(text, " ")
	var d date
	if parts := strings.Split(rest, "."); len(parts) == 3 {
		d.day, _ = strconv.Atoi(parts[0])
		month, _ := strconv.Atoi(parts[1])
		d.month = time.Month(month)
		d.year, _ = strconv.Atoi(parts[2])
	} else if parts := strings.Split(rest, " "); len(parts) == 3 {
		d.day, _ = strconv.Atoi(parts[0])
		for i, month := range months {
			if month == parts[1] {
				d.month = time.Month(i + 1)
			}
		}
		d.year, _ = strconv.Atoi(parts[2])
	}
	wd, known := weekdays[name]
	switch {
	case !d.exists():
		return d, fmt.Errorf("no such day: %s", rest)
	case !known || d.weekday() != wd:
		return d, fmt.Errorf("%s is a %s", rest, d.weekday())
	}
	return d, nil
}

var clockParts = regexp.MustCompile(`^(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(?: \(([+-]\d\d:\d\d)\))?$`)

// clock reads a time of day, and the offset behind it.
func clock(text string) (time.Duration, string, error) {
	m := clockParts.FindStringSubmatch(text)
	if m == nil {
		return 0, "", fmt.Errorf("%q is no time of day", text)
	}
	seconds := "0"
	if m[3] != "" {
		seconds = m[3]
	}
	d, err := time.ParseDuration(m[1] + "h" + m[2] + "m" + seconds + "s")
	if err != nil || m[2] >= "60" || seconds >= "60" && len(seconds) > 1 || d > 24*time.Hour {
		return 0, "", fmt.Errorf("%q is no time of day", text)
	}
	return d, m[4], nil
}

var spanParts = strings.NewReplacer(" ч", "h", " h", "h", " мин", "m", " min", "m", " с", "s", " s", "s")

// duration reads "2 h 30 min 1.5 s".
func duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(spanParts.Replace(text), " ", ""))
	if err != nil {
		return 0, fmt.Errorf("%q is no length of time", text)
	}
	return d, nil
}

func length(into **time.Duration, text string) error {
	d, err := duration(text)
	*into = &d
	return err
}

func marksOf(text string) marks {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	return marks{moved: has(movedWords...), short: has("предпраздничный день", "short day")}
}
