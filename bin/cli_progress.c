/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli_progress.c -- one line that says how far it is.  The handler of SIGUSR1
 * prints it too, while a read may be waiting for a pipe: so it is put
 * together without stdio, from fields that are written whole on any machine
 * of 64 bits; on others the line may be wrong for once.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli_progress.h"
#include "dump.h"

enum { WIDTH = 79, NAME = 32 };
enum { WORTH = 4096 };	/* bytes that left, before the ratio means something */
enum { FIRST_MS = 1000, TERMINAL_MS = 100, OTHER_MS = 1000 };

static struct {
	char		 name[NAME];
	const char	*what;		/* NULL: nothing has begun */
	bool		 shown, terminal, at_once;
	struct timespec	 start;
	int64_t		 next;		/* ms after start */
	const struct dump_sink *dst;	/* or NULL */
	volatile uint64_t done, total;
	volatile uint64_t packed;	/* bytes that left a compressor, or 0 */
	volatile size_t	 visible;	/* columns to clear */
} now;

struct line {
	char	text[WIDTH + 2];	/* a newline goes behind it */
	size_t	n;
};

static void
put(struct line *l, const char *text)
{
	size_t n = strlen(text);

	if (n > WIDTH - l->n)
		n = WIDTH - l->n;
	memcpy(l->text + l->n, text, n);
	l->n += n;
}

/* At least DIGITS, 1 or 2. */
static void
put_number(struct line *l, uint64_t n, unsigned digits)
{
	char text[DUMP_SIZE_TEXT];
	size_t i = sizeof text;

	text[--i] = '\0';
	do
		text[--i] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	if (i == sizeof text - 2 && digits == 2)
		text[--i] = '0';
	put(l, text + i);
}

static void
put_size(struct line *l, uint64_t bytes)
{
	char text[DUMP_SIZE_TEXT];

	put(l, dump_size_text(text, bytes));
}

/* "312.0 of 412.7 MiB": the unit once, if it is the same. */
static void
put_share(struct line *l, uint64_t done, uint64_t total)
{
	char a[DUMP_SIZE_TEXT], b[DUMP_SIZE_TEXT], *unit;

	dump_size_text(a, done);
	dump_size_text(b, total);
	if ((unit = strchr(a, ' ')) != NULL &&
	    strcmp(unit, strchr(b, ' ')) == 0)
		*unit = '\0';
	put(l, a);
	put(l, " of ");
	put(l, b);
}

/* " -> 63.1 MiB (4.9x)" */
static void
put_packed(struct line *l, uint64_t done, uint64_t packed)
{
	uint64_t tenths = (uint64_t)((double)done * 10 / (double)packed);

	put(l, " -> ");
	put_size(l, packed);
	if (tenths <= 10)
		return;
	put(l, " (");
	put_number(l, tenths / 10, 1);
	put(l, ".");
	put_number(l, tenths % 10, 1);
	put(l, "x)");
}

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)(t.tv_sec - now.start.tv_sec) * 1000 +
	    (t.tv_nsec - now.start.tv_nsec) / 1000000;
}

/* "  1:02:03 left" */
static void
put_left(struct line *l, uint64_t seconds)
{
	put(l, "  ");
	if (seconds >= 3600) {
		put_number(l, seconds / 3600, 1);
		put(l, ":");
		put_number(l, seconds / 60 % 60, 2);
	} else
		put_number(l, seconds / 60, 1);
	put(l, ":");
	put_number(l, seconds % 60, 2);
	put(l, " left");
}

static void
compose(struct line *l, int64_t ms)
{
	uint64_t done = now.done, total = now.total, rate;
	bool known = total != DUMP_NOWHERE && total != 0 && done <= total;

	l->n = 0;
	put(l, now.name);
	put(l, ": ");
	put(l, now.what);
	if (done == 0)
		return;
	put(l, "  ");
	if (known)
		put_share(l, done, total);
	else
		put_size(l, done);
	if (now.packed >= WORTH)
		put_packed(l, done, now.packed);
	if (known) {
		put(l, "  ");
		put_number(l, (uint64_t)((double)done / (double)total * 100),
		    1);
		put(l, "%");
	}
	rate = (uint64_t)((double)done * 1000 / (double)(ms > 0 ? ms : 1));
	put(l, "  ");
	put_size(l, rate);
	put(l, "/s");
	if (known && rate > 0)
		put_left(l, (total - done + rate - 1) / rate);
}

/* What standard error does not take is not worth a word. */
static void
out(const char *text, size_t n)
{
	ssize_t r;

	do
		r = write(STDERR_FILENO, text, n);
	while (r > 0 && (text += r, n -= (size_t)r) > 0);
}

static void
show(int64_t ms)
{
	struct line l;

	compose(&l, ms);
	cli_progress_clear();
	if (now.terminal)
		now.visible = l.n;
	else
		l.text[l.n++] = '\n';
	out(l.text, l.n);
}

void
cli_progress_start(const struct cli_common *c, const char *name,
    const char *what)
{
	cli_progress_end();
	dump_escape(now.name, sizeof now.name, name);
	now.terminal = isatty(STDERR_FILENO) == 1;
	now.shown = c->progress == 1 ||
	    (c->progress == 0 && now.terminal && !c->quiet);
	now.next = c->progress == 1 ? 0 : FIRST_MS;
	now.done = now.packed = 0;
	now.total = DUMP_NOWHERE;
	clock_gettime(CLOCK_MONOTONIC, &now.start);
	now.what = what;
}

void
cli_progress_sink(const struct dump_sink *dst)
{
	now.dst = dst;
}

int
cli_progress(void *ctx, uint64_t done, uint64_t total)
{
	uint64_t packed;
	int64_t ms;

	(void)ctx;
	now.done = done;
	now.total = total;
	if (now.dst != NULL && (packed = dump_sink_packed(now.dst)) !=
	    dump_sink_taken(now.dst))
		now.packed = packed;
	if (!now.shown || (ms = milliseconds()) < now.next)
		return 0;
	show(ms);
	now.next = ms + (now.terminal ? TERMINAL_MS : OTHER_MS);
	return 0;
}

void
cli_progress_all(uint64_t done)
{
	cli_progress(NULL, done, done);
}

void
cli_progress_clear(void)
{
	char blank[WIDTH + 2];
	size_t n = now.visible;

	if (n == 0)
		return;
	now.visible = 0;
	memset(blank, ' ', sizeof blank);
	blank[0] = blank[n + 1] = '\r';
	out(blank, n + 2);
}

void
cli_progress_end(void)
{
	cli_progress_clear();
	now.shown = false;
	now.what = NULL;
}

void
cli_progress_signal(void)
{
	struct line l;

	if (now.what == NULL)
		return;
	cli_progress_clear();
	compose(&l, milliseconds());
	l.text[l.n++] = '\n';
	out(l.text, l.n);
}
