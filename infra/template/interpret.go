package template

import (
	"cmp"
	"fmt"
	"slices"
)

// reading is a template under way.
type reading struct {
	*Template
	scope   *scope
	globals *node // of functions, evaluated
	apis    map[string]api
}

// declared is a resource whose condition holds, with its properties evaluated.
type declared struct {
	id, kind string
	line     int
	props    *node
}

func interpret(text []byte, params map[string]string) (*Template, error) {
	root, err := parse(text)
	if err != nil {
		return nil, err
	}
	if err := readFields("the template", root).only(sections...).err; err != nil {
		return nil, err
	}
	if root.fields["Resources"] == nil || root.fields["Resources"].form != mapping {
		return nil, root.wrong("there are no Resources")
	}
	s, err := newScope(root, params)
	if err != nil {
		return nil, err
	}
	if err := s.takeResources(root.fields["Resources"]); err != nil {
		return nil, err
	}
	r := &reading{Template: &Template{Outputs: map[string]string{}}, scope: s, apis: map[string]api{}}
	if err := r.takeGlobals(root.fields["Globals"]); err != nil {
		return nil, err
	}
	resources, err := r.resources(root.fields["Resources"])
	if err != nil {
		return nil, err
	}
	if err := r.build(resources); err != nil {
		return nil, err
	}
	if err := r.checkReferences(); err != nil {
		return nil, err
	}
	if err := r.takeOutputs(root.fields["Outputs"]); err != nil {
		return nil, err
	}
	return r.Template, nil
}

// takeResources notes which resources there are, before anything refers to them.
func (s *scope) takeResources(resources *node) error {
	for _, id := range resources.keys {
		resource := resources.fields[id]
		read := readFields(id, resource)
		if read.err != nil {
			return read.err
		}
		s.resources[id] = true
		if read.has("Condition") {
			holds, err := s.condition(read.text("Condition"), resource.fields["Condition"])
			if err != nil {
				return err
			}
			s.resources[id] = holds
		}
	}
	return nil
}

func (r *reading) takeGlobals(globals *node) error {
	read := readFields("Globals", globals).only("Function")
	if read.err != nil || !read.has("Function") {
		return read.err
	}
	values, err := r.scope.evaluate(read.at.fields["Function"])
	if err != nil {
		return err
	}
	r.globals = values
	return readFields("Globals Function", values).
		only("Runtime", "Architectures", "Handler", "MemorySize", "Timeout", "Environment").err
}

func (r *reading) resources(all *node) ([]declared, error) {
	var found []declared
	for _, id := range all.keys {
		if !r.scope.resources[id] {
			continue
		}
		resource := all.fields[id]
		read := readFields(id, resource).
			only("Type", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata", "Properties")
		kind := read.text("Type")
		deletion, replacement := read.optional("DeletionPolicy", ""), read.optional("UpdateReplacePolicy", "")
		if read.err != nil {
			return nil, read.err
		}
		props := &node{line: resource.line, form: mapping, fields: map[string]*node{}}
		if read.has("Properties") {
			var err error
			if props, err = r.scope.evaluate(resource.fields["Properties"]); err != nil {
				return nil, err
			}
		}
		if props.form != mapping {
			return nil, props.wrong("%s: Properties is %s where fields are wanted", id, props.form)
		}
		values, ok := props.value().(map[string]any)
		if !ok {
			return nil, props.wrong("%s: Properties cannot be read", id)
		}
		found = append(found, declared{id: id, kind: kind, line: resource.line, props: props})
		r.Resources = append(r.Resources, Resource{
			ID: id, Type: kind, Line: resource.line, Properties: values,
			DeletionPolicy: deletion, UpdateReplacePolicy: replacement,
		})
	}
	return found, nil
}

// build reads the resources that make up the wiring. APIs come before the functions, whose routes need them.
func (r *reading) build(resources []declared) error {
	readers := []struct {
		kind string
		read func(declared) error
	}{
		{"AWS::Serverless::HttpApi", r.takeAPI},
		{"AWS::SQS::Queue", r.takeQueue},
		{"AWS::DynamoDB::Table", r.takeTable},
		{"AWS::S3::Bucket", r.takeBucket},
		{"AWS::Serverless::Function", r.takeFunction},
	}
	for _, reader := range readers {
		for _, resource := range resources {
			if resource.kind != reader.kind {
				continue
			}
			if err := reader.read(resource); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkReferences holds together what was read apart: whatever a mapping, schedule or redrive names must be a queue.
func (r *reading) checkReferences() error {
	type use struct {
		line        int
		user, queue string
	}
	var uses []use
	for _, q := range r.Queues {
		uses = append(uses, use{q.Line, q.ID, q.DeadLetters})
	}
	for _, m := range r.Mappings {
		uses = append(uses, use{m.Line, m.Function, m.Queue})
	}
	for _, s := range r.Schedules {
		uses = append(uses, use{s.Line, s.ID, s.DeadLetters})
	}
	for _, u := range uses {
		if _, ok := r.Queue(u.queue); u.queue != "" && !ok {
			return defect{u.line, fmt.Sprintf("%s names %s, which is no queue of this template", u.user, u.queue)}
		}
	}
	return r.checkRoutes()
}

func (r *reading) checkRoutes() error {
	seen := map[string]string{}
	for _, route := range r.Routes {
		key := route.Method + " " + route.Path
		if other, ok := seen[key]; ok {
			return defect{route.Line, fmt.Sprintf("%s goes to %s and to %s", key, other, route.Function)}
		}
		seen[key] = route.Function
	}
	for _, id := range sortedKeys(r.apis) {
		for key, at := range r.apis[id].throttles {
			if _, ok := seen[key]; !ok {
				return at.node.wrong("%s: RouteSettings names %s, which no function serves", id, key)
			}
		}
	}
	slices.SortStableFunc(r.Routes, func(a, b Route) int { return cmp.Compare(a.Line, b.Line) })
	return nil
}

func (r *reading) takeOutputs(outputs *node) error {
	if outputs == nil {
		return nil
	}
	for _, name := range outputs.keys {
		read := readFields("output "+name, outputs.fields[name])
		if read.err != nil {
			return read.err
		}
		if read.has("Condition") {
			holds, err := r.scope.condition(read.text("Condition"), outputs.fields[name])
			if err != nil {
				return err
			}
			if !holds {
				continue
			}
		}
		if !read.has("Value") {
			return read.at.wrong("output %s has no Value", name)
		}
		value, err := r.scope.text(outputs.fields[name].fields["Value"])
		if err != nil {
			return err
		}
		r.Outputs[name] = value
	}
	return nil
}
