package workspace

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/cover"
)

// A comment //covbar:ignore REASON leaves out code that no test can get to, by the blocks that profiles know:
//
//   - in the doc comment of a function, or on the line before it: the function;
//   - at the end of a line that opens a block, or that begins a case: the block, the case;
//   - at the end of another line, or on lines of its own directly above one: what begins with that line. Of what has
//     blocks in it, such as an if or a call with a function literal, these are the blocks; what an if asks counts. Of a
//     statement without any it is the run of statements that begins with it, to where the flow of control may change.
//     In the middle of a run nothing can be left out, for a profile does not know it apart from what is before.

// ignored is the runs of a source that are left out, sorted. They do not overlap.
type ignored []region

// A region is a part of a source up to its end, by where it is in the file itself, whatever //line directives say.
type region struct{ from, to point }

type point struct{ line, column int }

func (p point) compare(q point) int {
	return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column))
}

// block reports whether a block of a profile is left out. All that begin in a run do: of Go 1.27 on there may be several.
func (out ignored) block(b cover.ProfileBlock) bool {
	return out.has(point{b.StartLine, b.StartCol})
}

// run reports whether a run of statements is left out.
func (out ignored) run(fset *token.FileSet, r run) bool {
	return len(out) > 0 && out.has(pointOf(fset, r.start))
}

func (out ignored) has(at point) bool {
	i, begins := slices.BinarySearchFunc(out, at, func(r region, at point) int { return r.from.compare(at) })
	return begins || i > 0 && at.compare(out[i-1].to) < 0
}

func pointOf(fset *token.FileSet, pos token.Pos) point {
	at := fset.PositionFor(pos, false)
	return point{at.Line, at.Column}
}

// readIgnored finds what the comments of a source leave out, and which of them do not leave out what they seem to: with
// file:line:column. The source must have been parsed with its comments, and without an error.
func readIgnored(fset *token.FileSet, file *ast.File, source []byte) (out ignored, wrong []string) {
	s := scope{fset: fset, file: file, source: source}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			isDirective, fault := readDirective(comment.Text)
			if isDirective {
				fault = s.leaveOut(group, comment)
			}
			if fault != "" {
				wrong = append(wrong, fmt.Sprintf("%v: %s", fset.PositionFor(comment.Pos(), false), fault))
			}
		}
	}
	for _, r := range s.out {
		out = append(out, region{pointOf(fset, r.start), pointOf(fset, r.end)})
	}
	slices.SortFunc(out, func(a, b region) int { return a.from.compare(b.from) })
	return slices.Compact(out), wrong
}

// A scope finds what comments of a source are about.
type scope struct {
	fset   *token.FileSet
	file   *ast.File
	source []byte
	runs   []run // of the whole file, once they are needed
	out    []run // what is left out
}

// leaveOut adds what a comment leaves out. If that is nothing, it says why.
func (s *scope) leaveOut(group *ast.CommentGroup, comment *ast.Comment) (fault string) {
	from, to, plain := s.about(group, comment)
	before := len(s.out)
	for _, r := range s.allRuns() {
		if from <= r.first && r.first < to {
			if s.isMoved(r.start) {
				return directive + " leaves nothing out below a //line directive\nhint: exclude.files in the policy leaves out files as a whole"
			}
			s.out = append(s.out, r)
		}
	}
	switch {
	case len(s.out) > before:
		return ""
	case plain:
		return directive + " leaves nothing out in the middle of a block\nhint: a block is left out as a whole; put it before the first statement"
	}
	return directive + " has nothing to leave out here\nhint: it stands before a function or a statement, or at the end of a line that opens a block"
}

// about returns where the runs begin that a comment is about; plain says that these would be the one run that begins with
// a certain statement.
func (s *scope) about(group *ast.CommentGroup, comment *ast.Comment) (from, to token.Pos, plain bool) {
	line := s.line(comment.Pos())
	if s.beginsLine(comment.Pos()) {
		line = s.line(group.End()) + 1
	} else if from, to := s.opened(line, comment.Pos()); to != token.NoPos {
		return from, to, false
	}
	node := s.beginning(line)
	for label, ok := node.(*ast.LabeledStmt); ok; label, ok = node.(*ast.LabeledStmt) {
		node = label.Stmt
	}
	if node == nil {
		return token.NoPos, token.NoPos, false
	}
	if stmt, ok := node.(ast.Stmt); ok && !isClause(stmt) && firstBlock(stmt) == nil {
		return stmt.Pos(), stmt.Pos() + 1, true
	}
	return node.Pos() + 1, node.End(), false // a run that begins with the node is what is around the blocks in it
}

// opened finds the innermost block or case around a position that a line opens.
func (s *scope) opened(line int, pos token.Pos) (from, to token.Pos) {
	around := func(begin, end token.Pos) {
		if begin < pos && pos < end && s.line(begin) == line {
			from, to = begin+1, end
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() {
			return false
		}
		if block, ok := n.(*ast.BlockStmt); ok {
			around(block.Lbrace, block.Rbrace)
			end := block.Rbrace
			for _, stmt := range slices.Backward(block.List) {
				switch clause := stmt.(type) {
				case *ast.CaseClause:
					around(clause.Colon, end)
				case *ast.CommClause:
					around(clause.Colon, end)
				}
				end = stmt.Pos()
			}
		}
		return true
	})
	return from, to
}

// beginning finds the outermost node that a line begins with, or nil.
func (s *scope) beginning(line int) (found ast.Node) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			return true
		}
		if found == nil && s.line(n.Pos()) == line && s.beginsLine(n.Pos()) {
			found = n
		}
		return found == nil && s.line(n.Pos()) <= line && line <= s.line(n.End())
	})
	return found
}

// allRuns returns the runs of the file.
func (s *scope) allRuns() []run {
	if s.runs == nil {
		eachBody(s.file, func(_ ast.Node, body *ast.BlockStmt) {
			eachRun(body, func(r run) { s.runs = append(s.runs, r) })
		})
	}
	return s.runs
}

func (s *scope) line(pos token.Pos) int { return pointOf(s.fset, pos).line }

// beginsLine reports whether only blanks stand before a position in its line.
func (s *scope) beginsLine(pos token.Pos) bool {
	before := s.source[:s.fset.PositionFor(pos, false).Offset]
	return len(bytes.Trim(before[bytes.LastIndexByte(before, '\n')+1:], " \t")) == 0
}

// isMoved reports whether a //line directive says that a position is elsewhere.
func (s *scope) isMoved(pos token.Pos) bool {
	said, is := s.fset.Position(pos), s.fset.PositionFor(pos, false)
	return said.Filename != is.Filename || said.Line != is.Line || said.Column != is.Column
}

func isClause(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}
