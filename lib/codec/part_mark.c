/* SPDX-License-Identifier: BSD-2-Clause */
/* part_mark.c -- do parts of a file follow each other, and are all there? */
#include <inttypes.h>
#include <stdio.h>

#include "codec/part_mark.h"

void
part_mark_check(char flaw[PART_FLAW], const char *codec,
    struct part_mark a, struct part_mark b)
{
	uint32_t want = a.more ? a.number + 1 : b.number != 0;

	if (b.number == want || flaw[0] != '\0')
		return;
	if (!a.more)
		snprintf(flaw, PART_FLAW, "%s: part %" PRIu32 " of a file,"
		    " without those before it", codec, b.number);
	else if (b.number == 0)
		snprintf(flaw, PART_FLAW, "%s: cut short: part %" PRIu32
		    " is missing", codec, want);
	else
		snprintf(flaw, PART_FLAW, "%s: part %" PRIu32 " is followed"
		    " by part %" PRIu32, codec, a.number, b.number);
}

void
part_mark_end(char flaw[PART_FLAW], const char *codec, struct part_mark a)
{
	part_mark_check(flaw, codec, a, (struct part_mark){ 0 });
}
