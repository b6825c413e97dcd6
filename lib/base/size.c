/* SPDX-License-Identifier: BSD-2-Clause */
/* size.c -- sizes as people write and read them.  Without stdio, so that
 * handlers of signals may tell how far it is. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/checked.h"
#include "dump.h"

/* What a suffix means; 0: nothing.  K, M ... and KiB, MiB ... count in 1024,
 * kB, MB ... in 1000, as in the SI and IEC. */
static uint64_t
unit(const char *suffix)
{
	static const char letters[] = "KMGTPE";
	uint64_t base, n = 1;
	const char *p;
	ptrdiff_t i;

	if (suffix[0] == '\0' || strcasecmp(suffix, "B") == 0)
		return 1;
	p = strchr(letters, toupper((unsigned char)suffix[0]));
	if (p == NULL)
		return 0;
	if (suffix[1] == '\0' || strcmp(suffix + 1, "iB") == 0)
		base = 1024;
	else if (strcmp(suffix + 1, "B") == 0)
		base = 1000;
	else
		return 0;
	for (i = p - letters; i >= 0; i--)
		n *= base;
	return n;
}

/* The digits at *P, at most 18 of a fraction; false if there are none. */
static bool
digits(const char **p, uint64_t *out, uint64_t *scale)
{
	const char *start = *p;

	*out = 0;
	for (; **p >= '0' && **p <= '9'; ++*p) {
		if (scale != NULL) {
			if (*scale > UINT64_MAX / 100)
				continue;
			*scale *= 10;
		}
		if (!mul_u64(*out, 10, out) ||
		    !add_u64(*out, (uint64_t)(**p - '0'), out))
			return false;
	}
	return *p != start;
}

/* All of TEXT as hexadecimal digits. */
static bool
hex(uint64_t *out, const char *text)
{
	static const char digits16[] = "0123456789abcdef";
	const char *p;

	*out = 0;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		p = strchr(digits16, tolower((unsigned char)*text));
		if (p == NULL || *out >> 60 != 0)
			return false;
		*out = *out << 4 | (uint64_t)(p - digits16);
	}
	return true;
}

bool
dump_parse_size(uint64_t *out, const char *text)
{
	uint64_t whole, rest = 0, scale = 1, n;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return hex(out, text + 2);
	if (!digits(&text, &whole, NULL))
		return false;
	if (*text == '.') {
		text++;
		if (!digits(&text, &rest, &scale))
			return false;
	}
	n = unit(text);
	if (n == 0 || (n == 1 && rest != 0) || !mul_u64(whole, n, &whole))
		return false;
	/* Exact would need 128 bits; nobody writes a size that precisely. */
	rest = (uint64_t)((double)rest / (double)scale * (double)n);
	return add_u64(whole, rest, out);
}

static const char *const units[] = {
	" bytes", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"
};

static char *
put_number(char *p, uint64_t n)
{
	char figures[24];
	size_t i = sizeof figures;

	do
		figures[--i] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	memcpy(p, figures + i, sizeof figures - i);
	return p + (sizeof figures - i);
}

/* Figures enough to tell sizes apart, none that say nothing. */
static unsigned
places_of(uint64_t bytes, unsigned unit)
{
	uint64_t whole = bytes >> (10 * unit);

	if (unit == 0)
		return 0;
	if (unit == 1)
		return whole < 10 ? 1 : 0;
	return unit > 2 && whole < 10 ? 2 : 1;
}

/* BYTES in UNIT and SCALE-th parts of it, rounded. */
static uint64_t
count(uint64_t bytes, unsigned unit, uint64_t scale, uint64_t *parts)
{
	unsigned shift = 10 * unit;
	uint64_t whole = bytes >> shift, rest = 0;

	/* Twenty bits of a fraction are more than two places can show. */
	if (shift > 20)
		rest = bytes >> (shift - 20) & 0xfffff;
	else if (shift > 0)
		rest = bytes << (20 - shift) & 0xfffff;
	*parts = (rest * scale + (1 << 19)) >> 20;
	if (*parts < scale)
		return whole;
	*parts = 0;
	return whole + 1;
}

char *
dump_size_text(char buf[DUMP_SIZE_TEXT], uint64_t bytes)
{
	static const uint64_t scales[] = { 1, 10, 100 };
	uint64_t whole, parts;
	unsigned unit = 0, places;
	char *p;

	while (bytes >> (10 * unit) >= 1024)
		unit++;
	places = places_of(bytes, unit);
	whole = count(bytes, unit, scales[places], &parts);
	if (whole == 1024) {
		/* 1023.97 MiB is 1.00 GiB. */
		whole = 1;
		parts = 0;
		unit++;
		places = places_of(UINT64_C(1) << (10 * unit), unit);
	}
	p = put_number(buf, whole);
	if (places > 0) {
		*p++ = '.';
		if (places == 2)
			*p++ = (char)('0' + parts / 10);
		*p++ = (char)('0' + parts % 10);
	}
	memcpy(p, units[unit], strlen(units[unit]) + 1);
	return buf;
}
