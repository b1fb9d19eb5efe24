package drawing

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// katakanaWords are words of which the compounds in names of systems are made;
// a line may break where one of them begins or ends.
var katakanaWords = strings.Fields(`アカウント アクセス アドレス アプリケーション アプリ アラート アップロード インターネット インシデント
	ウイルス ウェブ エージェント エンドポイント オブジェクト オンプレミス オンライン カード ガイドライン クラウド クライアント グループ
	ゲートウェイ コンソール コネクタ コンテナ サーバー サーバ サービス システム シングル ストレージ スイッチ ストア スキャン セキュリティ セグメント
	センター スマートフォン ゼロトラスト ソフトウェア ソフト タブレット ダウンロード チャット ディスク ディレクトリ テナント データベース データ デバイス デジタル
	トークン ドメイン ネットワーク バックアップ バランサー バランサ パスワード パブリック パソコン パッチ ファイアウォール ファイル フォルダ プライベート
	プラットフォーム プロキシ プログラム プレーン ブラウザ ブレイクアウト ポータル ポリシー マイナンバー マイナポータル マルウェア メール メッセージ メモリ
	モデル モバイル ユーザー ユーザ リスク リモート ルータ ロード ローカル ログイン ログ ワークフロー`)

// katakanaRunes are those words as characters.
var katakanaRunes = sync.OnceValue(func() [][]rune {
	var out [][]rune
	for _, w := range katakanaWords {
		out = append(out, []rune(w))
	}
	return out
})

// breakPrice gives what a break before the character costs; phrase tells that the
// model takes it for the beginning of a phrase. Inside a run of one script the
// model is not believed: it was made for sentences, not for names.
func breakPrice(text []rune, at int, phrase bool) float64 {
	before, after := script(text[at-1]), script(text[at])
	switch {
	case text[at] == '（' || text[at] == '(':
		return 0
	case text[at-1] == '-' || suffix(text, at):
		return insideRun
	case before == katakana && after == katakana:
		if wordEdge(text, at) {
			return betweenWords
		}
		return insideRun
	case before == han && after == han:
		return insideHan(text, at)
	case phrase:
		return 0
	case after == hiragana || before == hiragana:
		return insideRun
	case before == other && after == han && text[at-1] < 0x250:
		return insidePhrase / 3 // LGWAN接続 is one word, if need be
	case before != after:
		return betweenWords
	}
	return insidePhrase
}

// suffix reports whether a character belongs to the word of another script before it:
// 等 and 側 always, what tells a place or a use where no word of its own begins with it.
func suffix(text []rune, at int) bool {
	if script(text[at-1]) == han || script(text[at-1]) == hiragana {
		return false
	}
	last := at+1 == len(text) || script(text[at+1]) != han
	return strings.ContainsRune("等側", text[at]) || last && strings.ContainsRune("上内用系間", text[at])
}

// insideHan gives the price of a break between Chinese characters: words mostly
// have two of them.
func insideHan(text []rune, at int) float64 {
	from, to := at, at
	for from > 0 && script(text[from-1]) == han {
		from--
	}
	for to < len(text) && script(text[to]) == han {
		to++
	}
	switch {
	case text[at-1] == '系': // of 接続系, 事務系: the domain, and what is in it
		return betweenWords
	case (at-from)%2 == 0 && to-at > 1:
		return insidePhrase * 0.6
	}
	return insidePhrase
}

type scriptKind uint8

const (
	other scriptKind = iota
	han
	hiragana
	katakana
)

func script(r rune) scriptKind {
	switch {
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return katakana
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Han, r):
		return han
	}
	return other
}

// wordEdge reports whether a known word begins or ends at a place in a run of
// katakana, which does not lie inside another one.
func wordEdge(text []rune, at int) bool {
	from, to := at, at
	for from > 0 && script(text[from-1]) == katakana {
		from--
	}
	for to < len(text) && script(text[to]) == katakana {
		to++
	}
	edge := false
	run, at := text[from:to], at-from
	for _, word := range katakanaRunes() {
		for start := max(at-len(word), 0); start <= at && start+len(word) <= len(run); start++ {
			if !slices.Equal(run[start:start+len(word)], word) {
				continue
			}
			if start < at && at < start+len(word) {
				return false // inside a known word
			}
			edge = true
		}
	}
	return edge
}
