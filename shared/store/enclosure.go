package store

import "path"

// Enclosure is what a request or a message brings besides its text. All of it is the sender's word.
type Enclosure struct {
	Files    []File `json:"files,omitempty"`
	Unlisted int    `json:"unlisted,omitempty"` // further files that only the kept mail has
	Quoted   string `json:"quoted,omitempty"`   // the history that was quoted with the text
	HTML     string `json:"html,omitempty"`     // the text as it was marked up, safe to be shown
	HTMLLeft bool   `json:"htmlLeft,omitempty"` // it was marked up at greater length than is kept here
	Mail     string `json:"mail,omitempty"`     // key of the mail as it arrived
	Via      Via    `json:"via,omitempty"`
}

// Via is a way other than the usual by which a message came.
type Via string

// ByUploadLink: whoever had the link has added the file; that it was the contact is not known.
const ByUploadLink Via = "upload_link"

// File is a file of a request or a message.
type File struct {
	Name    string `json:"name"`
	Type    string `json:"type,omitempty"`
	Size    int64  `json:"size,omitempty"` // bytes; 0: not known, or empty
	Key     string `json:"key,omitempty"`  // in the bucket of attachments; empty: too large, only the kept mail has it
	Version string `json:"version,omitempty"`
	CID     string `json:"cid,omitempty"` // by which the mail's markup names it
}

// ID names the file among those of its ticket; empty: it cannot be had.
func (f File) ID() string {
	if f.Key == "" {
		return ""
	}
	return path.Base(path.Dir(f.Key))
}
