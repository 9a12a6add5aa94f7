package view

import (
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// File is a file of the ticket. Its name and type are its sender's word.
type File struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes
	CID  string `json:"cid,omitempty"`  // by which the mail's markup names it
	Link string `json:"link,omitempty"` // where it can be had; none: too large, only the kept mail has it
}

// Beside is what a request or a message has besides its text.
type Beside struct {
	Files    []File `json:"files,omitempty"`
	Unlisted int    `json:"unlisted,omitempty"` // further files that only the kept mail has
	Quoted   string `json:"quoted,omitempty"`   // the history below the text
	HTML     string `json:"html,omitempty"`     // the text as it was marked up, made safe
	HTMLLeft bool   `json:"htmlLeft,omitempty"` // it was marked up at greater length than is kept here
	Mail     string `json:"mail,omitempty"`     // staff only: key of the mail as it arrived
	Via      string `json:"via,omitempty"`      // staff only: upload_link
}

// beside is what the reader sees of it.
func beside(e store.Enclosure, id string, staff bool) Beside {
	out := Beside{Unlisted: e.Unlisted, Quoted: e.Quoted, HTML: e.HTML, HTMLLeft: e.HTMLLeft}
	at := "/v1/tickets/"
	if staff {
		at, out.Mail, out.Via = "/v1/desk/tickets/", e.Mail, string(e.Via)
	}
	for _, f := range e.Files {
		file := File{Name: f.Name, Type: f.Type, Size: f.Size, CID: f.CID}
		if f.ID() != "" {
			file.Link = at + ticket.ShowNumber(id) + "/files/" + f.ID()
		}
		out.Files = append(out.Files, file)
	}
	return out
}

// FileOf finds a file of the ticket by its id, among those that the reader may see; false: there is none.
func FileOf(id string, request store.Request, messages []store.Message, staff bool) (store.File, bool) {
	all := request.Files
	for _, m := range messages {
		if staff || m.Public {
			all = append(all[:len(all):len(all)], m.Files...)
		}
	}
	for _, f := range all {
		if id != "" && f.ID() == id {
			return f, true
		}
	}
	return store.File{}, false
}

// Upload is the page by which a file is added to a ticket of which it shows nothing.
type Upload struct {
	Action string // where the file is posted
	Fields []UploadField
	Note   string // label of what has just happened; empty: nothing
	Name   string // of the file that was added
}

// UploadField is a hidden field of the form.
type UploadField struct{ Name, Value string }

// UploadPage is the page.
func UploadPage(u Upload, lang string) (string, error) {
	return render("upload.html", struct {
		Upload
		Lang string
	}{u, lang})
}
