package diag

import "maps"

// Code names a kind of finding. Codes are stable: tests, the API and accepted
// findings rely on them.
type Code string

// Severity gives the severity of findings with this code. An unregistered code
// is a programmer's error.
func (c Code) Severity() Severity {
	s, ok := severities[c]
	if !ok {
		panic("diag: unregistered code " + string(c))
	}
	return s
}

// Reading files.
const (
	FileUnreadable    Code = "file.unreadable"
	FileTooLarge      Code = "file.too_large"
	FileEmpty         Code = "file.empty"
	FileNotUTF8       Code = "file.not_utf8"
	FileNone          Code = "file.none"
	YAMLSyntax        Code = "yaml.syntax"
	YAMLAnchor        Code = "yaml.anchor"
	YAMLTag           Code = "yaml.tag"
	YAMLDocuments     Code = "yaml.several_documents"
	YAMLTooDeep       Code = "yaml.too_deep"
	YAMLTooMany       Code = "yaml.too_many_values"
	FormatMissing     Code = "format.missing"
	FormatUnknown     Code = "format.unknown"
	FormatTooNew      Code = "format.too_new"
	FormatUpgraded    Code = "format.upgraded"
	FormatNotUpgraded Code = "format.cannot_upgrade"
	KeyUnknown        Code = "key.unknown"
	KeyDuplicate      Code = "key.duplicate"
	KeyMissing        Code = "key.missing"
	KeyGivenTwice     Code = "key.given_in_two_files"
	ValueType         Code = "value.wrong_type"
	ValueNotAllowed   Code = "value.not_allowed"
	ValueOutOfRange   Code = "value.out_of_range"
	ValuePattern      Code = "value.wrong_form"
	ValueTooLong      Code = "value.too_long"
	ValueTooFew       Code = "value.too_few"
	ValueDate         Code = "value.no_such_date"
	FindingsCut       Code = "findings.cut"
)

// Ids and references.
const (
	IDForm      Code = "id.wrong_form"
	IDDuplicate Code = "id.duplicate"
	RefUnknown  Code = "ref.unknown"
	RefUnplaced Code = "ref.not_placed"
	RefTwice    Code = "ref.twice"
)

// Hearings of organisations.
const (
	HearingCode             Code = "hearing.wrong_code"
	HearingQuestion         Code = "hearing.no_such_question"
	HearingOutdated         Code = "hearing.outdated"
	HearingTwice            Code = "hearing.answered_twice"
	HearingEffectiveMissing Code = "hearing.effective_missing"
	HearingEffectiveIdle    Code = "hearing.effective_idle"
	HearingConflict         Code = "hearing.conflict"
	HearingAdoptedIdle      Code = "hearing.adopted_idle"
	HearingCell             Code = "hearing.cell_refused"
	HearingSheet            Code = "hearing.not_a_questionnaire"
	HearingCSV              Code = "hearing.list_of_organisations"
)

// The study.
const (
	StudyNoModel         Code = "study.no_model"
	StudyNoBaseline      Code = "study.no_baseline"
	StudySeveralBaseline Code = "study.several_baselines"
	TextMissing          Code = "text.missing"
	ParameterNoCase      Code = "parameter.no_such_case"
	MethodMatrix         Code = "method.matrix_unknown"
	MatrixIncomplete     Code = "matrix.incomplete"
	MatrixCellTwice      Code = "matrix.cell_twice"
	MatrixNotMonotone    Code = "matrix.not_monotone"
	CriterionMissing     Code = "method.criterion_missing"
	CatalogNotCounted    Code = "catalog.countermeasure_without_threat"
	RuleNoRelation       Code = "rule.needs_other_without_relation"
	RuleEntryRelation    Code = "rule.entry_with_relation"
	RuleForFree          Code = "rule.for_free"
	ModelInheritsCycle   Code = "model.inherits_cycle"
	ModelInheritsDeep    Code = "model.inherits_too_deep"
	StudyTooManyModels   Code = "study.too_many_models"
	ZoneTooDeep          Code = "zone.nested_too_deep"
	RemoveNothing        Code = "model.removes_nothing"
	ZoneCycle            Code = "zone.cycle"
	ZoneKindMissing      Code = "zone.kind_missing"
	ZonePhysicalMissing  Code = "zone.physical_missing"
	AssetPlacedTwice     Code = "asset.placed_twice"
	AssetUnlinked        Code = "asset.unlinked"
	AssetUnused          Code = "asset.never_placed"
	LinkSelf             Code = "link.to_itself"
	LinkMediaKind        Code = "link.media_without_medium"
	FlowNoLink           Code = "flow.no_link"
	FlowAmbiguousLink    Code = "flow.ambiguous_link"
	FlowLinksCount       Code = "flow.links_count"
	FlowLinkMismatch     Code = "flow.link_does_not_join"
	FlowDirection        Code = "flow.against_link"
	EntryReasonMissing   Code = "entry.reason_missing"
	EntryNoAsset         Code = "entry.no_asset"
	EntryCloudOnly       Code = "entry.cloud_only"
	EntryUnsaid          Code = "entry.not_stated"
	GoalCloudOnly        Code = "goal.cloud_only"
	DamageNoGoal         Code = "damage.no_goal"
	UseCaseNoFlow        Code = "use_case.no_flow"
	DeploymentScope      Code = "deployment.scope_missing"
	DeploymentEffective  Code = "deployment.effective_missing"
	DeploymentPath       Code = "deployment.not_on_a_path"
	JudgementTarget      Code = "judgement.target"
	JudgementNotApplied  Code = "judgement.not_applied"
	JudgementConflict    Code = "judgement.conflict"
	AcceptedNothing      Code = "accepted.matches_nothing"
	AcceptedError        Code = "accepted.error"
)

// The assessment.
const (
	ExposureUnderstated Code = "exposure.declared_safer_than_derived"
	ExposureOverstated  Code = "exposure.declared_worse_than_derived"
	ImportanceMissing   Code = "importance.missing"
	ImportanceBelow     Code = "importance.below_suggestion"
	ImportanceAbove     Code = "importance.above_suggestion"
	AssetNoThreat       Code = "asset.no_threat"
	DefenceNotLayered   Code = "defence.not_layered"
	LevelOverridden     Code = "level.overridden"
	VulnerabilityKnown  Code = "vulnerability.known"
	LettersUnconfirmed  Code = "letters.on_unconfirmed_cells"
)

// Data of ATT&CK to be imported.
const (
	AttackSyntax   Code = "attack.syntax"
	AttackTooLarge Code = "attack.too_large"
	AttackNone     Code = "attack.nothing_found"
	AttackVersion  Code = "attack.version"
	AttackSkipped  Code = "attack.row_skipped"
	AttackDangling Code = "attack.dangling"
	AttackMissing  Code = "attack.technique_missing"
)

// Analysis sheets that come back.
const (
	SheetUnreadable  Code = "sheet.unreadable"
	SheetNotOurs     Code = "sheet.not_ours"
	SheetOtherStudy  Code = "sheet.other_study"
	SheetOtherState  Code = "sheet.other_state"
	SheetMissing     Code = "sheet.table_missing"
	SheetRowTwice    Code = "sheet.row_twice"
	SheetRowLoose    Code = "sheet.row_without_id"
	SheetRowUnknown  Code = "sheet.row_unknown"
	SheetRowGone     Code = "sheet.row_deleted"
	SheetRowGoneNow  Code = "sheet.row_gone_from_study"
	SheetNotEditable Code = "sheet.not_editable"
	SheetOvertyped   Code = "sheet.calculated_overtyped"
	SheetValue       Code = "sheet.value_not_allowed"
	SheetNoReason    Code = "sheet.reason_missing"
	SheetNoLevel     Code = "sheet.reason_without_level"
	SheetCannotWrite Code = "sheet.cannot_write"

	SheetMapField         Code = "sheet.map_field_missing"
	SheetMapNoSheet       Code = "sheet.map_no_sheet"
	SheetMapColumn        Code = "sheet.map_no_column"
	SheetMapPattern       Code = "sheet.map_pattern"
	SheetMapAuthor        Code = "sheet.map_author_missing"
	SheetMapUnknown       Code = "sheet.map_name_unknown"
	SheetMapNumber        Code = "sheet.map_not_a_number"
	SheetMapNoStep        Code = "sheet.map_step_missing"
	SheetMapStep          Code = "sheet.map_step_incomplete"
	SheetMapSpelling      Code = "sheet.map_spelled_two_ways"
	SheetMapNear          Code = "sheet.map_spelled_nearly"
	SheetMapDiffers       Code = "sheet.map_asset_differs"
	SheetMapStepLevel     Code = "sheet.map_step_level"
	SheetMapTwice         Code = "sheet.map_rated_two_ways"
	SheetMapVulnerability Code = "sheet.map_vulnerability_level"
	SheetMapTree          Code = "sheet.map_tree_level"
	SheetMapLetter        Code = "sheet.map_letter"
)

// Reports.
const (
	TemplateForm  Code = "template.form"
	TemplateBlock Code = "template.no_such_block"
	PartMissing   Code = "template.part_missing"
	PartUnplaced  Code = "template.part_not_placed"
	PictureFailed Code = "template.picture_failed"
	ReportPart    Code = "template.chapter_failed"
)

// Files made of a result.
const (
	OutputSmall Code = "output.text_small"
	OutputLayer Code = "output.not_in_layer"
	OutputTrees Code = "output.trees_not_all"
	OutputCut   Code = "output.text_cut"
)

// Documents and the text written in Markdown for them.
const (
	DocumentReference Code = "document.unknown_reference"
	DocumentIDTwice   Code = "document.id_twice"
	DocumentTable     Code = "document.uneven_table"
	DocumentFigure    Code = "document.figure_missing"
	DocumentLevel     Code = "document.level_skipped"
	MarkdownHTML      Code = "markdown.html"
	MarkdownImage     Code = "markdown.image"
	MarkdownLink      Code = "markdown.link"
	MarkdownDeep      Code = "markdown.too_deep"
	TemplateUnusable  Code = "template.unusable"
)

// Requests to a server.
const (
	RequestSyntax          Code = "request.syntax"
	RequestMedia           Code = "request.media_type"
	RequestMissing         Code = "request.value_missing"
	RequestUnexpected      Code = "request.value_unexpected"
	RequestType            Code = "request.value_type"
	RequestValue           Code = "request.value_not_allowed"
	RequestLimit           Code = "request.value_limit"
	RequestForm            Code = "request.value_form"
	RequestTooLarge        Code = "request.too_large"
	RequestCut             Code = "request.cut"
	RequestTimeout         Code = "request.timeout"
	RequestCrowded         Code = "request.crowded"
	RequestTooMany         Code = "request.too_many"
	RequestMethod          Code = "request.method"
	RequestNotFound        Code = "request.not_found"
	RequestExists          Code = "request.exists"
	RequestStale           Code = "request.stale"
	RequestNoPrecondition  Code = "request.no_precondition"
	RequestHost            Code = "request.host"
	RequestCrossOrigin     Code = "request.cross_origin"
	RequestUnauthenticated Code = "request.unauthenticated"
	RequestDenied          Code = "request.denied"
	RequestEnded           Code = "request.permission_ended"
	RequestApproved        Code = "request.approved"
	RequestDeleted         Code = "request.deleted"
	RequestBeyondToken     Code = "request.beyond_token"
	RequestBeyondLink      Code = "request.beyond_link"
	RequestLocked          Code = "request.locked"
	RequestWrongProof      Code = "request.wrong_proof"
	RequestCodeNeeded      Code = "request.code_needed"
	RequestWeak            Code = "request.weak_password"
	RequestJobState        Code = "request.job_state"
	RequestLastAdmin       Code = "request.last_administrator"
	RequestAway            Code = "request.provider_away"
	RequestSubmitted       Code = "request.submitted"
	RequestPasskeySite     Code = "request.passkey_site"
	RequestWrongPasskey    Code = "request.wrong_passkey"
	RequestInternal        Code = "request.internal"
)

var severities = map[Code]Severity{
	FileUnreadable: Error, FileTooLarge: Error, FileEmpty: Error, FileNotUTF8: Error, FileNone: Error,
	YAMLSyntax: Error, YAMLAnchor: Error, YAMLTag: Error, YAMLDocuments: Error, YAMLTooDeep: Error, YAMLTooMany: Error,
	FormatMissing: Error, FormatUnknown: Error, FormatTooNew: Error, FormatUpgraded: Note, FormatNotUpgraded: Error,
	KeyUnknown: Error, KeyDuplicate: Error, KeyMissing: Error, KeyGivenTwice: Error,
	ValueType: Error, ValueNotAllowed: Error, ValueOutOfRange: Error, ValuePattern: Error, ValueTooLong: Error,
	ValueTooFew: Error, ValueDate: Error, FindingsCut: Warning,

	IDForm: Error, IDDuplicate: Error, RefUnknown: Error, RefUnplaced: Error, RefTwice: Error,

	StudyNoModel: Error, StudyNoBaseline: Warning, StudySeveralBaseline: Error, TextMissing: Error,
	ParameterNoCase: Error, MethodMatrix: Error, MatrixIncomplete: Error, MatrixCellTwice: Error,
	MatrixNotMonotone: Error, CriterionMissing: Warning, CatalogNotCounted: Warning,
	AttackSyntax: Error, AttackTooLarge: Error, AttackNone: Error, AttackVersion: Error,
	AttackSkipped: Warning, AttackDangling: Note, AttackMissing: Note,
	RuleNoRelation: Error, RuleEntryRelation: Error, RuleForFree: Error,
	ModelInheritsCycle: Error, ModelInheritsDeep: Error, StudyTooManyModels: Error, ZoneTooDeep: Error, RemoveNothing: Error,
	ZoneCycle: Error, ZoneKindMissing: Error, ZonePhysicalMissing: Warning,
	AssetPlacedTwice: Error, AssetUnlinked: Warning, AssetUnused: Warning,
	LinkSelf: Error, LinkMediaKind: Warning,
	FlowNoLink: Error, FlowAmbiguousLink: Error, FlowLinksCount: Error, FlowLinkMismatch: Error, FlowDirection: Error,
	EntryReasonMissing: Error, EntryNoAsset: Error, EntryCloudOnly: Warning, EntryUnsaid: Warning,
	GoalCloudOnly: Warning, DamageNoGoal: Warning, UseCaseNoFlow: Warning,
	DeploymentScope: Error, DeploymentEffective: Error, DeploymentPath: Warning,
	JudgementTarget: Error, JudgementNotApplied: Warning, JudgementConflict: Error,
	AcceptedNothing: Warning, AcceptedError: Error,

	ExposureUnderstated: Warning, ExposureOverstated: Note,
	ImportanceMissing: Warning, ImportanceBelow: Warning, ImportanceAbove: Note,
	AssetNoThreat: Note, DefenceNotLayered: Note, LevelOverridden: Note, VulnerabilityKnown: Note,
	LettersUnconfirmed: Note,

	HearingCode: Error, HearingQuestion: Error, HearingOutdated: Warning, HearingTwice: Error,
	HearingEffectiveMissing: Note, HearingEffectiveIdle: Note, HearingConflict: Warning, HearingAdoptedIdle: Note,
	HearingCell: Error, HearingSheet: Error, HearingCSV: Error,

	SheetUnreadable: Error, SheetNotOurs: Error, SheetOtherStudy: Error, SheetOtherState: Error, SheetMissing: Error, SheetRowTwice: Error, SheetRowLoose: Warning,
	SheetRowUnknown: Error, SheetRowGone: Error, SheetRowGoneNow: Error, SheetNotEditable: Error, SheetOvertyped: Error, SheetValue: Error,
	SheetNoReason: Error, SheetNoLevel: Error, SheetCannotWrite: Error,
	SheetMapField: Error, SheetMapNoSheet: Error, SheetMapColumn: Error, SheetMapPattern: Error, SheetMapAuthor: Error, SheetMapUnknown: Error,
	SheetMapNumber: Error, SheetMapNoStep: Error, SheetMapStep: Error, SheetMapSpelling: Warning, SheetMapTwice: Error, SheetMapVulnerability: Error, SheetMapTree: Warning,
	SheetMapLetter: Warning, SheetMapNear: Warning, SheetMapDiffers: Warning, SheetMapStepLevel: Warning,
	TemplateForm: Error, TemplateBlock: Error, PartMissing: Warning, PartUnplaced: Warning, PictureFailed: Warning, ReportPart: Warning,

	OutputSmall: Note, OutputLayer: Note, OutputTrees: Note, OutputCut: Note,

	RequestSyntax: Error, RequestMedia: Error, RequestMissing: Error, RequestUnexpected: Error, RequestType: Error, RequestValue: Error,
	RequestLimit: Error, RequestForm: Error, RequestTooLarge: Error, RequestCut: Error, RequestTimeout: Error, RequestCrowded: Error, RequestTooMany: Error,
	RequestMethod: Error, RequestNotFound: Error, RequestExists: Error, RequestStale: Error, RequestNoPrecondition: Error,
	RequestHost: Error, RequestCrossOrigin: Error, RequestUnauthenticated: Error, RequestDenied: Error, RequestEnded: Error,
	RequestApproved: Error, RequestDeleted: Error, RequestBeyondToken: Error, RequestBeyondLink: Error, RequestLocked: Error, RequestWrongProof: Error,
	RequestCodeNeeded: Error, RequestWeak: Error, RequestLastAdmin: Error, RequestJobState: Error, RequestAway: Error, RequestSubmitted: Error, RequestPasskeySite: Error, RequestWrongPasskey: Error, RequestInternal: Error,

	DocumentReference: Warning, DocumentIDTwice: Warning, DocumentTable: Warning, DocumentFigure: Warning, DocumentLevel: Note,
	MarkdownHTML: Warning, MarkdownImage: Warning, MarkdownLink: Warning, MarkdownDeep: Warning,
	TemplateUnusable: Error,
}

// Codes lists every code with its severity, for documents and tests.
func Codes() map[Code]Severity {
	m := make(map[Code]Severity, len(severities))
	maps.Copy(m, severities)
	return m
}
