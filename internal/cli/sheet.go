package cli

// sheetCommand groups the commands about Excel files.
type sheetCommand struct {
	Export sheetExportCommand `cmd:""`
	Import sheetImportCommand `cmd:""`
	Check  sheetCheckCommand  `cmd:""`
	Map    sheetMapCommand    `cmd:""`
}
