// Command sekisho assesses whether data may cross between the separated
// networks of a municipality. See package cli for its commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/sekisho/sekisho/internal/cli"
)

// heapFloor is the heap in bytes that the program grows to before garbage is
// collected for the second time. Most commands end before: a fifth of their time
// was collecting what the end of the process frees anyway.
const heapFloor = 64 << 20

func main() {
	// Half of it is never touched, so it takes no memory; it only counts.
	floor := make([]byte, heapFloor/2)
	code := run()
	runtime.KeepAlive(floor)
	os.Exit(code)
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, os.Args[1:], cli.Stdio{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		OutTerminal: cli.IsTerminal(os.Stdout), ErrTerminal: cli.IsTerminal(os.Stderr),
		Getenv:  os.Getenv,
		Version: cli.BuildVersion(),
	})
}
