package hearing

// Class is the class of an organisation by its population, or that of a
// prefecture.
type Class string

// Classes of organisations.
const (
	ClassPrefecture Class = "prefecture"
	Class500k       Class = "over-500k"
	Class200k       Class = "200k-500k"
	Class50k        Class = "50k-200k"
	Class10k        Class = "10k-50k"
	ClassSmall      Class = "under-10k"
	ClassUnknown    Class = "unknown"
)

// Classes lists the classes, the largest first.
func Classes() []Class {
	return []Class{ClassPrefecture, Class500k, Class200k, Class50k, Class10k, ClassSmall, ClassUnknown}
}

// OrganisationOf gives the code of the organisation for which a respondent answers:
// the one that the name of the respondent begins with, else the owner of the study,
// which may be none.
func OrganisationOf(respondent, owner string) string {
	if len(respondent) >= 6 && ValidCode(respondent[:6]) {
		return respondent[:6]
	}
	return owner
}

// CheckDigit gives the check digit of the first five digits of a code 団体コード:
// eleven less the remainder of their sum weighted 6 to 2, or, where the sum is
// below eleven, eleven less the sum; its last digit (source: 全国地方公共団体コード
// 仕様, 総務省). ok is false when they are not five digits.
func CheckDigit(five string) (digit byte, ok bool) {
	if len(five) != 5 {
		return 0, false
	}
	sum := 0
	for i := range len(five) {
		if five[i] < '0' || five[i] > '9' {
			return 0, false
		}
		sum += int(five[i]-'0') * (6 - i)
	}
	return '0' + byte((11-sum%11)%10), true
}

// ValidCode reports whether a code has six digits, the last of which is the check
// digit, and begins with a prefecture.
func ValidCode(code string) bool {
	if len(code) != 6 || PrefectureOf(code) == 0 {
		return false
	}
	digit, ok := CheckDigit(code[:5])
	return ok && digit == code[5]
}

// PrefectureOf gives the number of the prefecture, 1 to 47, or 0.
func PrefectureOf(code string) int {
	if len(code) < 2 || code[0] < '0' || code[0] > '9' || code[1] < '0' || code[1] > '9' {
		return 0
	}
	n := int(code[0]-'0')*10 + int(code[1]-'0')
	if n > 47 {
		return 0
	}
	return n
}

// Class gives the class of the organisation.
func (o *OrganisationSpec) Class() Class {
	switch p := o.Population; {
	case len(o.Code) == 6 && o.Code[2:5] == "000":
		return ClassPrefecture
	case p >= 500_000:
		return Class500k
	case p >= 200_000:
		return Class200k
	case p >= 50_000:
		return Class50k
	case p >= 10_000:
		return Class10k
	case p > 0:
		return ClassSmall
	}
	return ClassUnknown
}
