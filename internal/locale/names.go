package locale

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/lang"
)

// Kind is a set of enumerated values that have names.
type Kind string

// Kinds of enumerated values. The values are the wire texts of the study
// format and of the results.
const (
	Severity      Kind = "severity"      // 指摘の重さ
	Level         Kind = "level"         // names of the scales: importance, threat …
	Status        Kind = "status"        // 実施状況
	Effectiveness Kind = "effectiveness" // 有効性
	Class         Kind = "class"         // 対策の目的
	Phase         Kind = "phase"         // 防御の段階
	Layer         Kind = "layer"         // 多層防御の層
	Acts          Kind = "acts"          // 対策の働く場所
	Exposure      Kind = "exposure"      // 論理的配置
	Physical      Kind = "physical"      // 物理的配置
	ZoneKind      Kind = "zone_kind"     // 領域の種類
	Role          Kind = "role"          // モデルの役割
	LinkKind      Kind = "link_kind"     // 接続の種類
	Data          Kind = "data"          // データの向き
	Direction     Kind = "direction"     // ユースケースの向き
	Applies       Kind = "applies"       // 侵入口の有無
	Effect        Kind = "effect"        // 攻撃の影響
	Confidence    Kind = "confidence"    // 確からしさ
	Target        Kind = "target"        // 脅威の対象
	Scale         Kind = "scale"         // 評価指標
	Subject       Kind = "subject"       // 判断の対象
	ThreatRule    Kind = "threat_rule"   // 脅威レベルの決め方
	TreeRule      Kind = "tree_rule"     // 攻撃ツリーの脅威レベルの決め方
	LayerRule     Kind = "layer_rule"    // 同じ層の対策の扱い
	Fact          Kind = "fact"          // 攻撃者が得た事実
	Relation      Kind = "relation"      // 攻撃ルールの関係
	Stage         Kind = "stage"         // 戦術の段階

	// Hearings.
	HearingClass Kind = "hearing_class" // 団体の区分
	HearingCause Kind = "hearing_cause" // もう一度尋ねる理由
	HearingScope Kind = "hearing_scope" // 尋ねる範囲の種類
	Prefecture   Kind = "prefecture"    // 都道府県、番号による

	AuditAction Kind = "audit_action" // 監査ログの操作
	AccessRole  Kind = "access_role"  // アカウントの役割
	AccessScope Kind = "access_scope" // 役割の範囲の種類
	Operation   Kind = "operation"    // 役割が許す操作

	// Details of findings.
	ValueKind      Kind = "value_kind"      // 値の種類
	FileProblem    Kind = "file_problem"    // 読み取れない理由
	YAMLProblem    Kind = "yaml_problem"    // YAMLの誤り
	AttackSkip     Kind = "attack_skip"     // ATT&CKの行を読み飛ばす理由
	UpgradeProblem Kind = "upgrade_problem" // 読み替えられない理由
	HearingCell    Kind = "hearing_cell"    // 調査票のセルの誤り
	HearingSheet   Kind = "hearing_sheet"   // 調査票でない理由
	HearingCSV     Kind = "hearing_csv"     // 団体の一覧の誤り
)

// Kinds lists every kind of enumerated value.
var Kinds = []Kind{
	Severity, Level, Status, Effectiveness, Class, Phase, Layer, Acts, Exposure, Physical, ZoneKind, Role, LinkKind,
	Data, Direction, Applies, Effect, Confidence, Target, Scale, Subject, ThreatRule, TreeRule, LayerRule,
	Fact, Relation, Stage, HearingClass, HearingCause, HearingScope, Prefecture, HearingCell, HearingSheet, HearingCSV, AuditAction, AccessRole, AccessScope, Operation,
	ValueKind, FileProblem, YAMLProblem, AttackSkip, UpgradeProblem,
}

// Name gives the word for an enumerated value in language l. A value without a
// name is given back as it is, since it may come from a user's file.
func Name[V ~string](l lang.Lang, kind Kind, value V) string {
	return loaded(l).name(string(kind), string(value))
}

func (c *catalogue) name(kind, value any) string {
	if value == nil || value == "" {
		return toText(value)
	}
	text, err := c.localize(fmt.Sprintf("name.%v.%v", kind, value), map[string]any{})
	if err != nil {
		return toText(value)
	}
	return text
}

func toText(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}
