package account

import "github.com/sekisho/sekisho/internal/store"

// Acts in the audit log, beside those of the store.
const (
	accountCreated    store.Action = "account.create"
	accountReset      store.Action = "account.reset"
	passwordSet       store.Action = "account.password"
	identityBound     store.Action = "account.identity"
	accountEnabled    store.Action = "account.enable"
	accountDisabled   store.Action = "account.disable"
	accountLocked     store.Action = "account.lock"
	codesSet          store.Action = "account.codes"
	handedOver        store.Action = "account.hand-over"
	permissionGranted store.Action = "permission.grant"
	permissionRevoked store.Action = "permission.revoke"
	linkSent          store.Action = "link.send"
	linkRevoked       store.Action = "link.revoke"
	passkeyAdded      store.Action = "passkey.add"
	passkeyRemoved    store.Action = "passkey.remove"
	passkeySuspect    store.Action = "passkey.suspect"
	tokenCreated      store.Action = "token.create"
	tokenRevoked      store.Action = "token.revoke"
)
