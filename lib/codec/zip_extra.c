/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_extra.c -- what headers of zip say in roundabout ways: extra fields,
 * times of DOS, names of any alphabet. */
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "codec/zip.h"

const uint8_t *
zip_extra(const uint8_t *extra, size_t len, unsigned id, size_t *n)
{
	/* Programs that align members leave a few zeros behind. */
	for (; len >= 4; extra += 4 + *n, len -= 4 + *n) {
		*n = le16(extra + 2);
		if (*n > len - 4)
			break;
		if (le16(extra) == id)
			return extra + 4;
	}
	*n = 0;
	return NULL;
}

bool
zip_widen(const uint8_t *extra, size_t len, uint64_t *const numbers[],
    size_t count)
{
	const uint8_t *wide;
	size_t i, n;

	wide = zip_extra(extra, len, ZIP_EXTRA_WIDE, &n);
	for (i = 0; i < count; i++) {
		if (*numbers[i] != ZIP_WIDE)
			continue;
		if (n < 8)
			return false;
		*numbers[i] = le64(wide);
		wide += 8;
		n -= 8;
	}
	return true;
}

int64_t
zip_time(uint32_t dos)
{
	struct tm tm = { .tm_isdst = -1 };
	time_t t;

	if (dos == 0 || dos == ZIP_NO_TIME)
		return 0;
	tm.tm_year = (int)(dos >> 25) + 80;
	tm.tm_mon = (int)(dos >> 21 & 15) - 1;
	tm.tm_mday = (int)(dos >> 16 & 31);
	tm.tm_hour = (int)(dos >> 11 & 31);
	tm.tm_min = (int)(dos >> 5 & 63);
	tm.tm_sec = (int)(dos & 31) * 2;
	/* It is local to who wrote it: let that be here. */
	t = mktime(&tm);
	return t == (time_t)-1 ? 0 : t;
}

uint32_t
zip_time_make(int64_t time)
{
	time_t t = (time_t)time;
	struct tm tm;

	/* The same everywhere, so not local. */
	if (time == 0 || t != time || gmtime_r(&t, &tm) == NULL ||
	    tm.tm_year < 80 || tm.tm_year > 80 + 127)
		return ZIP_NO_TIME;
	return (uint32_t)(tm.tm_year - 80) << 25 |
	    (uint32_t)(tm.tm_mon + 1) << 21 | (uint32_t)tm.tm_mday << 16 |
	    (uint32_t)tm.tm_hour << 11 | (uint32_t)tm.tm_min << 5 |
	    (uint32_t)tm.tm_sec / 2;
}

/* What the bytes from 0x80 on mean to DOS: code page 437. */
static const uint16_t dos_letters[] = {
	0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7,
	0x00ea, 0x00eb, 0x00e8, 0x00ef, 0x00ee, 0x00ec, 0x00c4, 0x00c5,
	0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
	0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192,
	0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa, 0x00ba,
	0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
	0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556,
	0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510,
	0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
	0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567,
	0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b,
	0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
	0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4,
	0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6, 0x03b5, 0x2229,
	0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
	0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0
};

/* The text of LEN letters of DOS. */
static char *
from_dos(struct zip *z, const uint8_t *name, size_t len, struct dump_err *err)
{
	char *text = arena_alloc(&z->text, 3 * len + 1, err);
	uint8_t unit[2];
	size_t i, n = 0;

	if (text == NULL)
		return NULL;
	for (i = 0; i < len; i++) {
		put_le16(unit, name[i] < 0x80 ? name[i] :
		    dos_letters[name[i] - 0x80]);
		n += text_from_utf16(text + n, unit, 1, false);
	}
	return text;
}

/* Does it stay below where it is unpacked, and name something there? */
static bool
stays_below(const char *name)
{
	size_t n;

	if (*name == '/')
		return false;
	for (; *name != '\0'; name += n + (name[n] == '/')) {
		n = strcspn(name, "/");
		if (n == 2 && memcmp(name, "..", 2) == 0)
			return false;
	}
	return true;
}

/* None of them is one wrong bit away from Unix. */
static bool
from_windows(unsigned system)
{
	return system == ZIP_FAT || system == ZIP_HPFS || system == ZIP_NTFS ||
	    system == ZIP_VFAT;
}

char *
zip_name(struct zip *z, const void *name, size_t len, unsigned system,
    unsigned flags, uint64_t off, struct dump_err *err)
{
	char *text, *p;

	if (len == 0 || memchr(name, 0, len) != NULL) {
		dump_fail(err, DUMP_E_DAMAGED, off,
		    "zip: a member's name of %zu bytes %s", len,
		    len == 0 ? "is none" : "has a zero among them");
		return NULL;
	}
	text = arena_text(&z->text, name, len, err);
	if (text != NULL && from_windows(system)) {
		if ((flags & ZIP_UTF8) == 0 && !text_is_utf8(text) &&
		    (text = from_dos(z, name, len, err)) == NULL)
			return NULL;
		/* So some programs for Windows write it. */
		for (p = text; (p = strchr(p, '\\')) != NULL; )
			*p = '/';
	}
	if (text != NULL && !stays_below(text)) {
		dump_fail(err, DUMP_E_DAMAGED, off,
		    "zip: a member's name leads out of the archive: %s",
		    text);
		return NULL;
	}
	return text;
}
