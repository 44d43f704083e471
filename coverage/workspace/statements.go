package workspace

import (
	"go/ast"
	"go/token"
	"path/filepath"
)

// countStatements adds the statements of a parsed file to counts, as cmd/cover of Go 1.26 cuts them into blocks. The
// names are base names as profiles have them: a //line directive moves a whole function to the file that it names. A
// file whose functions are all empty is there with 0; one without functions is in no profile, nor here.
func countStatements(fset *token.FileSet, file *ast.File, counts map[string]int64) {
	function := func(at ast.Node, body *ast.BlockStmt) {
		counts[filepath.Base(fset.Position(at.Pos()).Filename)] += inBody(body)
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			// What is named _ never runs; what has no body is written in assembly.
			if f.Body != nil && f.Name.Name != "_" {
				function(f, f.Body)
			}
			continue
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncLit)
			if ok {
				function(f, f.Body)
			}
			return !ok
		})
	}
}

// inBody counts a function's statements, with those of the functions in it.
func inBody(body *ast.BlockStmt) (sum int64) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			sum += inBlock(n)
		case *ast.IfStmt:
			if _, ok := n.Else.(*ast.IfStmt); ok {
				sum++ // "else if" counts as "else { if": the inner one is a statement of its own
			}
		}
		return true
	})
	return sum
}

// inBlock counts the statements directly in a block, or in the clauses of a switch or select.
func inBlock(block *ast.BlockStmt) (sum int64) {
	if len(block.List) == 0 {
		return 0
	}
	switch block.List[0].(type) {
	case *ast.CaseClause, *ast.CommClause:
	default:
		return inList(block.Lbrace, block.List)
	}
	for _, clause := range block.List {
		switch clause := clause.(type) {
		case *ast.CaseClause:
			sum += inList(clause.Colon+1, clause.Body)
		case *ast.CommClause:
			sum += inList(clause.Colon+1, clause.Body)
		}
	}
	return sum
}

// inList counts the statements of a list whose first block begins at start. cmd/cover cuts a list into runs, each up to
// and with the next statement that changes the flow of control. A statement that is hollow and has nothing of its run
// before it makes a block without source, and that block is in no profile.
func inList(start token.Pos, list []ast.Stmt) (sum int64) {
	bare := len(list) > 0 && list[0].Pos() == start // nothing of this run stands before the statement
	for _, stmt := range list {
		for {
			if !bare || !isHollow(stmt) {
				sum++
			}
			bare = endsRun(stmt)
			label, ok := stmt.(*ast.LabeledStmt)
			if !ok || isLoopOrChoice(label.Stmt) {
				break
			}
			stmt = label.Stmt // a goto may lead here: what the label stands before begins a run
		}
	}
	return sum
}

// isHollow reports whether the part of a statement that belongs to its own run is empty: all of it is in another one.
func isHollow(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		return true
	case *ast.LabeledStmt:
		return !isLoopOrChoice(stmt.Stmt)
	case *ast.EmptyStmt:
		return stmt.Implicit // as after a label that stands last
	}
	return false
}

// endsRun reports whether a statement changes the flow of control. A call of panic does, whatever panic is there; so
// does a function literal anywhere in the statement, since it has blocks of its own.
func endsRun(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.BlockStmt, *ast.BranchStmt, *ast.IfStmt, *ast.LabeledStmt:
		return true
	case *ast.ExprStmt:
		if call, ok := stmt.X.(*ast.CallExpr); ok && len(call.Args) == 1 {
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
				return true
			}
		}
	}
	return isLoopOrChoice(stmt) || hasFuncLit(stmt)
}

func isLoopOrChoice(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return true
	}
	return false
}

func hasFuncLit(stmt ast.Stmt) (found bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		_, ok := n.(*ast.FuncLit)
		found = found || ok
		return !found
	})
	return found
}
