package workspace

import (
	"cmp"
	"go/ast"
	"go/token"
	"path/filepath"
)

// A count is how many statements there are in a source, or in a part of it.
type count struct{ statements, ignored int64 } // that count, and that are left out

// countStatements adds the statements of a parsed file to counts, as cmd/cover of Go 1.26 cuts them into blocks. The
// names are base names as profiles have them: a //line directive moves a whole function to the file that it names. A
// file whose functions are all empty is there with 0; one without functions is in no profile, nor here.
func countStatements(fset *token.FileSet, file *ast.File, out ignored, counts map[string]count) {
	eachBody(file, func(function ast.Node, body *ast.BlockStmt) {
		name := filepath.Base(fset.Position(function.Pos()).Filename)
		sum, of := counts[name], countBody(fset, body, out)
		counts[name] = count{sum.statements + of.statements, sum.ignored + of.ignored}
	})
}

// eachBody visits the bodies of a file's functions: those declared, and the literals in declarations of variables. Those
// in them are theirs.
func eachBody(file *ast.File, visit func(function ast.Node, body *ast.BlockStmt)) {
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			// What is named _ never runs; what has no body is written in assembly.
			if f.Body != nil && f.Name.Name != "_" {
				visit(f, f.Body)
			}
			continue
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncLit)
			if ok {
				visit(f, f.Body)
			}
			return !ok
		})
	}
}

// countBody counts a function's statements, with those of the functions in it.
func countBody(fset *token.FileSet, body *ast.BlockStmt, out ignored) (sum count) {
	eachRun(body, func(r run) {
		if out.run(fset, r) {
			sum.ignored += r.statements
		} else {
			sum.statements += r.statements
		}
	})
	return sum
}

// A run is statements that only run together: one block of a profile, which lies between start and end.
type run struct {
	start, end token.Pos
	first      token.Pos // of its first statement
	statements int64
}

// eachRun visits the runs in a function that have statements, with those of the functions in it.
func eachRun(body *ast.BlockStmt, visit func(run)) {
	var elses map[ast.Stmt]token.Pos // where a block after else begins: behind the block before it
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			inBlock(cmp.Or(elses[n], n.Lbrace), n, visit)
		case *ast.IfStmt:
			switch branch := n.Else.(type) {
			case *ast.BlockStmt:
				if elses == nil {
					elses = map[ast.Stmt]token.Pos{}
				}
				elses[branch] = n.Body.End()
			case *ast.IfStmt:
				// "else if" counts as "else { if": the inner one is a statement of its own.
				visit(run{n.Body.End(), boundary(branch), branch.Pos(), 1})
			}
		}
		return true
	})
}

// inBlock visits the runs directly in a block that begins at start, or in the clauses of a switch or select.
func inBlock(start token.Pos, block *ast.BlockStmt, visit func(run)) {
	if len(block.List) == 0 {
		return
	}
	switch block.List[0].(type) {
	case *ast.CaseClause, *ast.CommClause:
	default:
		inList(start, block.List, visit)
		return
	}
	for _, clause := range block.List {
		switch clause := clause.(type) {
		case *ast.CaseClause:
			inList(clause.Colon+1, clause.Body, visit)
		case *ast.CommClause:
			inList(clause.Colon+1, clause.Body, visit)
		}
	}
}

// inList visits the runs of a list whose first block begins at start. cmd/cover cuts a list into runs, each up to and
// with the next statement that changes the flow of control. A statement that is hollow and has nothing of its run before
// it makes a block without source, and that block is in no profile.
func inList(start token.Pos, list []ast.Stmt, visit func(run)) {
	open := run{start: start}
	bare := len(list) > 0 && list[0].Pos() == start // nothing of this run stands before the statement
	for i, stmt := range list {
		for {
			if open.start == token.NoPos {
				open.start = stmt.Pos()
			}
			if open.first == token.NoPos {
				open.first = stmt.Pos()
			}
			if !bare || !isHollow(stmt) {
				open.statements++
			}
			if bare = endsRun(stmt); bare || i == len(list)-1 {
				if open.end = boundary(stmt); open.statements > 0 {
					visit(open)
				}
				open = run{}
			}
			label, ok := stmt.(*ast.LabeledStmt)
			if !ok || isLoopOrChoice(label.Stmt) {
				break
			}
			stmt = label.Stmt // a goto may lead here: what the label stands before begins a run
		}
	}
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
	return isLoopOrChoice(stmt) || firstBlock(stmt) != nil
}

func isLoopOrChoice(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return true
	}
	return false
}

// boundary is where the run of a statement ends, if it ends with it: before the first block in it, or behind a label.
func boundary(stmt ast.Stmt) token.Pos {
	if label, ok := stmt.(*ast.LabeledStmt); ok && !isLoopOrChoice(label.Stmt) {
		return label.Stmt.Pos()
	}
	if block := firstBlock(stmt); block != nil {
		return block.Lbrace
	}
	return stmt.End()
}

// firstBlock returns the first block in a node, which may be the body of a function literal, or nil.
func firstBlock(node ast.Node) (first *ast.BlockStmt) {
	ast.Inspect(node, func(n ast.Node) bool {
		if block, ok := n.(*ast.BlockStmt); ok && first == nil {
			first = block
		}
		return first == nil
	})
	return first
}
