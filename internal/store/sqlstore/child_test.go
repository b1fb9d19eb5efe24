package sqlstore_test

import (
	"context"
	"os"
	"os/signal"
)

// signalContext ends when the child is asked to.
func signalContext() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}
