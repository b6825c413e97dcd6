/* SPDX-License-Identifier: BSD-2-Clause */
/* nearest.c -- finds a name in a list, or the one that was meant. */
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "dump.h"

enum { LONGEST = 63 };		/* no name has more letters */

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How many letters must be added, left out, changed or swapped with their
 * neighbour to make A from B: the optimal string alignment distance.
 */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[3][LONGEST + 1], *last, *now, *older, *swap;
	size_t i, j, n = strlen(b);

	if (n > LONGEST || strlen(a) > LONGEST)
		return UINT_MAX;
	older = row[0];
	last = row[1];
	now = row[2];
	for (j = 0; j <= n; j++)
		last[j] = older[j] = (unsigned)j;
	for (i = 0; a[i] != '\0'; i++) {
		now[0] = (unsigned)i + 1;
		for (j = 0; j < n; j++) {
			now[j + 1] = least(last[j] +
			    (text_fold(a[i]) != text_fold(b[j])),
			    least(now[j], last[j + 1]) + 1);
			if (i > 0 && j > 0 &&
			    text_fold(a[i]) == text_fold(b[j - 1]) &&
			    text_fold(a[i - 1]) == text_fold(b[j]))
				now[j + 1] = least(now[j + 1],
				    older[j - 1] + 1);
		}
		swap = older;
		older = last;
		last = now;
		now = swap;
	}
	return last[n];
}

/* Is WORD what is left of NAME if a part of it is left out, as people do who
 * abbreviate it, or remember half of it? */
static bool
is_part(const char *word, const char *name)
{
	enum { CERTAIN = 4 };	/* letters that do not come together by chance */
	size_t first, last, n = strlen(word), m = strlen(name);

	if (n < 2 || n > m)
		return false;
	for (first = 0; first < n &&
	    text_fold(word[first]) == text_fold(name[first]); first++)
		continue;
	for (last = 0; last < n && text_fold(word[n - last - 1]) ==
	    text_fold(name[m - last - 1]); last++)
		continue;
	return first == n || last == n ||
	    (first + last >= n && n >= CERTAIN);
}

int
dump_find_name(const char *word, dump_names_fn *names, const void *ctx,
    const char **near)
{
	unsigned d, best = (unsigned)strlen(word) / 3 + 2;
	const char *name, *part = NULL, *close = NULL;
	int i;

	*near = NULL;
	for (i = 0; (name = names(ctx, (size_t)i)) != NULL; i++) {
		d = distance(word, name);
		if (d == 0 && *word != '\0')
			return i;
		if (d < best) {
			best = d;
			close = name;
		}
		if (part == NULL && is_part(word, name))
			part = name;
	}
	*near = part != NULL ? part : close;
	return -1;
}
