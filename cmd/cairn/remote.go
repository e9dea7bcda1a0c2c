package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"cairn/access"
	"cairn/client"
	"cairn/internal/app"
	"cairn/internal/load"
	"cairn/process"
)

// remoteDoor is the door of a server, for an import. Whoever holds the token acts, whoever
// is said to. Not more is asked at once than a server takes from one person.
type remoteDoor struct {
	client *client.Client
	busy   chan struct{}
}

// atOnce is how many requests are under way at a time; a server takes 32 of one person.
const atOnce = 16

func newRemoteDoor(c *client.Client) *remoteDoor {
	return &remoteDoor{client: c, busy: make(chan struct{}, atOnce)}
}

// enter waits for a free place.
func (r *remoteDoor) enter(ctx context.Context) (leave func(), err error) {
	select {
	case r.busy <- struct{}{}:
		return func() { <-r.busy }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Do carries out a command over there.
func (r *remoteDoor) Do(ctx context.Context, _ access.Actor, cmd app.Command, how app.How) (done app.Done, err error) {
	leave, err := r.enter(ctx)
	if err != nil {
		return done, err
	}
	defer leave()
	for _, e := range app.Commands() {
		if reflect.TypeOf(e.New()) != reflect.TypeOf(cmd) {
			continue
		}
		input, err := json.Marshal(cmd)
		if err != nil {
			return done, err
		}
		d := door{remote: r.client}
		return d.do(ctx, e.Name, input, how)
	}
	return done, fmt.Errorf("%T is in no list", cmd)
}

// Ask answers a question from over there, with a value of its own type.
func (r *remoteDoor) Ask(ctx context.Context, _ access.Actor, question app.Question) (any, error) {
	leave, err := r.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	for _, q := range app.Questions() {
		if reflect.TypeOf(q.New()) != reflect.TypeOf(question) {
			continue
		}
		out := reflect.New(q.Answer)
		if err := r.client.Ask(ctx, q.Name, paramsOf(question), out.Interface()); err != nil {
			return nil, err
		}
		if page, ok := out.Interface().(*app.ProcessPage); ok { // what is compiled does not travel
			page.Process, err = process.Parse([]byte(page.Text))
		}
		return out.Elem().Interface(), err
	}
	return nil, fmt.Errorf("%T is in no list", question)
}

// paramsOf are the inputs of a question that are set, as text.
func paramsOf(q app.Question) map[string]string {
	params := map[string]string{}
	v := reflect.ValueOf(q).Elem()
	for _, f := range inputsOf(v.Type()) {
		if x := v.FieldByIndex(f.Index); !x.IsZero() {
			params[nameOf(f)] = fmt.Sprint(x.Interface())
		}
	}
	return params
}

// through is the door for a whole import, with who acts.
func (d *door) through(ctx context.Context) (load.Door, access.Actor, error) {
	if d.remote == nil {
		return d.app, d.who, nil
	}
	me, err := d.me(ctx)
	if err == nil && me.Member.ID == "" {
		err = errors.New("the server does not say whose token it is")
	}
	return newRemoteDoor(d.remote), access.Actor{Member: me.Member}, err
}
