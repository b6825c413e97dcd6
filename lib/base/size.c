/* SPDX-License-Identifier: BSD-2-Clause */
/* size.c -- sizes as people write and read them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/checked.h"
#include "base/size.h"
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

char *
size_text(char buf[SIZE_TEXT], uint64_t bytes)
{
	static const char *const units[] = {
		"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"
	};
	uint64_t tenths = bytes;
	size_t i;

	if (bytes < 1024) {
		snprintf(buf, SIZE_TEXT, "%u bytes", (unsigned)bytes);
		return buf;
	}
	/* In 1/1024 of the unit; 1023.96 KiB would be rounded to 1024.0. */
	for (i = 0; tenths >= 1024 * 1024 - 51; i++)
		tenths /= 1024;
	tenths = (tenths * 10 + 512) / 1024;
	snprintf(buf, SIZE_TEXT, "%u.%u %s", (unsigned)(tenths / 10),
	    (unsigned)(tenths % 10), units[i]);
	return buf;
}
