package workspace

import (
	"go/ast"
	"strings"
)

// funcName is how Go programmers call a function: "New", "(*Queue[T]).Push", "Sizer.Size".
func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	receiver := ast.Unparen(f.Recv.List[0].Type)
	if _, ok := receiver.(*ast.StarExpr); ok {
		return "(" + typeName(receiver) + ")." + f.Name.Name
	}
	return typeName(receiver) + "." + f.Name.Name
}

// typeName writes the type of a receiver. The parser takes more for one than the compiler does; of that, a "?" is left.
func typeName(expr ast.Expr) string {
	switch expr := ast.Unparen(expr).(type) {
	case *ast.Ident:
		return expr.Name
	case *ast.StarExpr:
		return "*" + typeName(expr.X)
	case *ast.IndexExpr:
		return typeName(expr.X) + "[" + typeName(expr.Index) + "]"
	case *ast.IndexListExpr:
		var parameters []string
		for _, parameter := range expr.Indices {
			parameters = append(parameters, typeName(parameter))
		}
		return typeName(expr.X) + "[" + strings.Join(parameters, ", ") + "]"
	}
	return "?"
}

// A value is what stands on the right of a package variable.
type value struct {
	name string // of the variable, or of all that get their values from it: "in, out"
	expr ast.Node
}

// valuesOf returns the parts of a declaration that may hold function literals. The parser finds some that no compiler
// takes, in a type or a constant: they go by the name that is declared.
func valuesOf(decl *ast.GenDecl) []value {
	var values []value
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			values = append(values, value{spec.Name.Name, spec})
		case *ast.ValueSpec:
			var names []string
			for _, name := range spec.Names {
				names = append(names, name.Name)
			}
			if len(names) != len(spec.Values) || spec.Type != nil && literals(spec.Type) != nil {
				values = append(values, value{strings.Join(names, ", "), spec})
				continue
			}
			for i, expr := range spec.Values {
				values = append(values, value{names[i], expr})
			}
		}
	}
	return values
}

// literals returns the function literals in a node that are in no other one.
func literals(node ast.Node) (found []*ast.FuncLit) {
	ast.Inspect(node, func(n ast.Node) bool {
		literal, ok := n.(*ast.FuncLit)
		if ok {
			found = append(found, literal)
		}
		return !ok
	})
	return found
}
