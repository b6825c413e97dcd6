/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli_size.c -- sizes for people, in IEC units.  Without stdio, which signal
 * handlers must not call.
 */
#include <string.h>

#include "cli_size.h"

static const char *const units[] = {
	" bytes", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"
};

char *
cli_number(char buf[CLI_SIZE_TEXT], uint64_t n)
{
	char digits[CLI_SIZE_TEXT];
	size_t i = sizeof digits;

	digits[--i] = '\0';
	do
		digits[--i] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	return memcpy(buf, digits + i, sizeof digits - i);
}

/* Index of the largest unit that BYTES has one of. */
static unsigned
unit_of(uint64_t bytes)
{
	unsigned unit = 0;

	while (bytes >= 1024) {
		bytes >>= 10;
		unit++;
	}
	return unit;
}

/*
 * BYTES counted in UNIT, rounded to PLACES (0, 1, 2) behind the point, into
 * BUF without the unit.  Says how many whole units that is.
 */
static uint64_t
put(char buf[CLI_SIZE_TEXT], uint64_t bytes, unsigned unit, unsigned places)
{
	static const unsigned scales[] = { 1, 10, 100 };
	unsigned shift = 10 * unit, scale = scales[places];
	uint64_t whole = bytes >> shift, rest = 0;
	char *p;

	/* Twenty bits of a fraction are more than two digits can show. */
	if (shift > 20)
		rest = (bytes >> (shift - 20)) & 0xfffff;
	else if (shift > 0)
		rest = (bytes << (20 - shift)) & 0xfffff;
	rest = (rest * scale + (1 << 19)) >> 20;
	if (rest == scale) {
		whole++;
		rest = 0;
	}
	cli_number(buf, whole);
	if (places == 0)
		return whole;
	p = buf + strlen(buf);
	*p++ = '.';
	if (places == 2)
		*p++ = (char)('0' + rest / 10);
	*p++ = (char)('0' + rest % 10);
	*p = '\0';
	return whole;
}

/* Figures enough to tell sizes apart, none that say nothing. */
static unsigned
places_of(uint64_t bytes, unsigned unit)
{
	if (unit == 0)
		return 0;
	if (unit == 1)
		return bytes < 10 * 1024 ? 1 : 0;
	if (unit == 2)
		return 1;
	return bytes >> (10 * unit) < 10 ? 2 : 1;
}

static char *
size_with(char buf[CLI_SIZE_TEXT], uint64_t bytes, unsigned most)
{
	unsigned unit = unit_of(bytes), places = places_of(bytes, unit);

	if (places > most)
		places = most;
	/* 1023.97 MiB is 1.00 GiB. */
	if (put(buf, bytes, unit, places) >= 1024) {
		unit++;
		bytes = UINT64_C(1) << (10 * unit);
		places = places_of(bytes, unit);
		put(buf, bytes, unit, places > most ? most : places);
	}
	return strcat(buf, units[unit]);
}

char *
cli_size(char buf[CLI_SIZE_TEXT], uint64_t bytes)
{
	return size_with(buf, bytes, 2);
}

char *
cli_size_short(char buf[CLI_SIZE_TEXT], uint64_t bytes)
{
	return size_with(buf, bytes, 1);
}

char *
cli_size_of(char buf[2 * CLI_SIZE_TEXT], uint64_t bytes, uint64_t whole)
{
	unsigned unit = unit_of(whole), places = unit > 2 ? 2 : 0;
	char end[CLI_SIZE_TEXT];

	put(buf, bytes, unit, places);
	put(end, whole, unit, places);
	strcat(buf, " of ");
	strcat(buf, end);
	return strcat(buf, units[unit]);
}
