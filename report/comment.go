package report

import "io"

// A Page is what a comment or a summary knows of the place where it stands. The zero Page is nowhere: nothing is linked.
type Page struct {
	Key        string // of the comment: one pull request may have several
	Commit     string // that was measured, and that links lead to; empty: no links
	Repository string // URL of its page, without a slash at its end
	Folder     string // of the repository that the report's paths are below, with slashes; empty: its root
	Run        string // URL of the run that measured
	Summary    string // URL of the job's summary, where what is cut away can be seen
	Notice     string // a line at the top, such as that the numbers are of a fork's own run
	Before     Marker // of the comment that is there; zero where there is none
	// Lines says where lines of a file, by its path in the report, stand in Commit; false: they are not linked. Nil: no lines
	// are linked.
	Lines func(path string, first, last int) (int, int, bool)
}

// Comment writes the report as the comment of a pull request, in less than 60,000 bytes. It begins with its Marker.
func Comment(w io.Writer, r *Report, page Page) error {
	s := &sheet{page: page, room: ofComment}
	s.printf("%s\n", marker(r, page).line())
	s.tell(r)
	return s.to(w)
}

// Summary writes the report as the summary of a job, in less than 1 MiB.
func Summary(w io.Writer, r *Report, page Page) error {
	page.Summary = "" // it is here
	s := &sheet{page: page, room: ofSummary}
	s.tell(r)
	return s.to(w)
}

// writeMarkdown writes the report as Markdown that stands nowhere yet, and that a comment has room for.
func writeMarkdown(w io.Writer, r *Report, _ Options) error {
	s := &sheet{room: ofComment}
	s.tell(r)
	return s.to(w)
}
