/* SPDX-License-Identifier: BSD-2-Clause */
/* provenance.c -- the record of what was cut, which travels with the output. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "model/provenance.h"

enum {
	RANGES_MAX = 4096,
	LINE = 76		/* then another line of ranges begins */
};

/* What was asked for may hold anything; a line must stay a line. */
static void
put_text(FILE *out, const char *text)
{
	char safe[1024];

	text_escape(safe, sizeof safe, text);
	fputs(safe, out);
}

static int
by_name(const void *va, const void *vb)
{
	const struct applied *const *a = va, *const *b = vb;
	int order = strcmp((*a)->name, (*b)->name);

	if (order != 0)
		return order;
	return strcmp((*a)->options != NULL ? (*a)->options : "",
	    (*b)->options != NULL ? (*b)->options : "");
}

/* Bytes of the output, and of what it was compressed to: with another level
 * it is another output. */
static void
put_limit(FILE *out, const char *before, const struct dump_limit *l)
{
	fprintf(out, "%smax-size", before);
	if (l->bytes != 0)
		fprintf(out, " %" PRIu64, l->bytes);
	if (l->packed != 0)
		fprintf(out, " %s %" PRIu64, l->how.codec, l->packed);
}

/* The order in which filters are named does not matter, nor does naming one
 * twice: so neither shows. */
static int
put_cut(FILE *out, const struct dump_plan *p, struct dump_err *err)
{
	const struct applied **v;
	const char *before = "cut=";
	size_t i;

	if ((v = malloc((p->nfilters + 1) * sizeof *v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < p->nfilters; i++)
		v[i] = &p->filters[i];
	qsort(v, p->nfilters, sizeof *v, by_name);
	for (i = 0; i < p->nfilters; i++) {
		if (i > 0 && by_name(&v[i - 1], &v[i]) == 0)
			continue;
		fprintf(out, "%s%s", before, v[i]->name);
		if (v[i]->options != NULL) {
			fputc(' ', out);
			put_text(out, v[i]->options);
		}
		before = "; ";
	}
	free(v);
	if (p->asked.n > 0) {
		fprintf(out, "%sranges", before);
		before = "; ";
	}
	if (p->fitted) {
		put_limit(out, before, &p->limit);
		before = "; ";
	}
	if (*before == 'c')
		fprintf(out, "%smend", before);
	fputc('\n', out);
	return 0;
}

/* What is told of a plan: what lies before END in the source. */
struct told {
	const struct dump_plan *p;
	uint64_t	 end;
	bool		 damaged;
	size_t		 most;		/* ranges that are listed */
	uint64_t	 present[DUMP_CLASSES], kept[DUMP_CLASSES];
};

/* How much of SIZE bytes at OFF is there. */
static uint64_t
there(const struct told *t, uint64_t off, uint64_t size)
{
	return off >= t->end ? 0 : min_u64(size, t->end - off);
}

static void
count(struct told *t)
{
	const struct dump_model *m = t->p->m;
	struct plan_walk w;
	struct extent e;
	size_t i;

	for (i = 0; i < m->npieces; i++)
		t->present[m->regions[m->pieces[i].region].class] +=
		    there(t, m->pieces[i].off, m->pieces[i].at.size);
	plan_walk(&w, t->p);
	while (plan_next(&w, &e))
		t->kept[m->regions[e.region].class] += there(t, e.off, e.size);
}

static void
put_classes(FILE *out, const char *key, const struct told *t, bool kept)
{
	const char *before = key;
	uint64_t n;
	unsigned i;

	for (i = 0; i < DUMP_CLASSES; i++) {
		n = kept ? t->kept[i] : t->present[i] - t->kept[i];
		if (n == 0)
			continue;
		fprintf(out, "%s%s:%" PRIu64, before, dump_class_name(i), n);
		before = " ";
	}
	if (before != key)
		fputc('\n', out);
}

struct ranges {
	FILE		*out;
	const char	*key;
	struct span	 at;		/* not written yet; no size: none */
	size_t		 n, most, column;
	uint64_t	 more, more_bytes;
};

static void
ranges_flush(struct ranges *r)
{
	char text[48];
	size_t len;

	if (r->at.size == 0)
		return;
	if (r->n++ >= r->most) {
		r->more++;
		r->more_bytes += r->at.size;
		return;
	}
	len = (size_t)snprintf(text, sizeof text, "%" PRIx64 "+%" PRIx64,
	    r->at.addr, r->at.size);
	if (r->column > 0 && r->column + 1 + len > LINE) {
		fputc('\n', r->out);
		r->column = 0;
	}
	fprintf(r->out, "%s%s", r->column == 0 ? r->key : " ", text);
	r->column += (r->column == 0 ? strlen(r->key) : 1) + len;
}

/* Neighbours are one range. */
static void
ranges_add(struct ranges *r, uint64_t addr, uint64_t size)
{
	if (size == 0)
		return;
	if (r->at.size > 0 && r->at.addr + r->at.size == addr) {
		r->at.size += size;
		return;
	}
	ranges_flush(r);
	r->at = (struct span){ addr, size };
}

/* All bytes that the input has and the output has not. */
static void
put_ranges(FILE *out, const struct told *t)
{
	struct ranges r = { .out = out, .key = "range=", .most = t->most };
	const struct piece *piece = t->p->m->pieces;
	struct plan_walk w;
	struct extent e;
	uint64_t from;		/* of the piece: what is told so far */
	size_t i;
	bool more;

	plan_walk(&w, t->p);
	more = plan_next(&w, &e);
	for (i = 0; i < t->p->m->npieces; i++, piece++) {
		from = 0;
		for (; more && e.piece == i; more = plan_next(&w, &e)) {
			ranges_add(&r, piece->at.addr + from, there(t,
			    piece->off + from, e.off - piece->off - from));
			from = e.off - piece->off + e.size;
		}
		ranges_add(&r, piece->at.addr + from, there(t,
		    piece->off + from, piece->at.size - from));
	}
	ranges_flush(&r);
	if (r.column > 0)
		fputc('\n', out);
	if (r.more > 0)
		fprintf(out, "more=%" PRIu64 " ranges, %" PRIu64 " bytes\n",
		    r.more, r.more_bytes);
}

/* A later cut takes them from here: what would prove it may be gone. */
static void
put_heaps(FILE *out, const struct dump_plan *p)
{
	struct ranges r = { .out = out, .key = "heaps=", .most = RANGES_MAX };
	const struct set *s = &p->m->survey.heaps;
	size_t i;

	if (!p->took_heaps)
		return;
	for (i = 0; i < s->n; i++)
		ranges_add(&r, s->v[i].addr, s->v[i].last - s->v[i].addr + 1);
	ranges_flush(&r);
	if (r.column > 0)
		fputc('\n', out);
}

static void
put_records(FILE *out, const struct dump_plan *p)
{
	const char *before = "records=";
	size_t i;

	if (p->drop_record == NULL)
		return;
	for (i = 0; i < p->m->nrecords; i++)
		if (p->drop_record[i]) {
			fputs(before, out);
			put_text(out, p->m->records[i].name);
			before = " ";
		}
	if (*before == ' ')
		fputc('\n', out);
}

static bool
drops_anything(const struct told *t)
{
	const struct dump_plan *p = t->p;
	size_t i;

	for (i = 0; i < DUMP_CLASSES; i++)
		if (t->present[i] != t->kept[i])
			return true;
	for (i = 0; p->drop_record != NULL && i < p->m->nrecords; i++)
		if (p->drop_record[i])
			return true;
	return false;
}

/* The line of P's cut, to be freed. */
static char *
cut_line(const struct dump_plan *p, struct dump_err *err)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	bool failed;
	int rc;

	if ((out = open_memstream(&text, &len)) == NULL) {
		dump_fail_sys(err, errno, "provenance");
		return NULL;
	}
	rc = put_cut(out, p, err);
	failed = ferror(out) != 0;
	if ((fclose(out) != 0 || failed) && rc == 0)
		rc = dump_fail_nomem(err);
	if (rc == 0)
		return text;
	free(text);
	return NULL;
}

/* The last line of TEXT that begins with KEY, or NULL. */
static const char *
last_line(const char *text, const char *key)
{
	const char *at, *last = NULL;

	for (at = text; at != NULL && *at != '\0';) {
		if (strncmp(at, key, strlen(key)) == 0)
			last = at;
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return last;
}

/* Is LINE the last of its kind in the text of EARLIER cuts? */
static bool
was_last(const char *earlier, const char *line)
{
	char key[16];
	const char *last;

	snprintf(key, sizeof key, "%.*s", (int)strcspn(line, "=") + 1, line);
	last = last_line(earlier, key);
	return last != NULL && strncmp(last, line, strlen(line)) == 0;
}

static int
put_all(FILE *out, const struct told *t, struct dump_err *err)
{
	static const char damaged[] = "input=damaged\n";
	const struct dump_plan *p = t->p;
	const char *earlier = p->m->facts.provenance;
	uint64_t described = 0;
	bool again;
	char *line;
	size_t i;

	if (earlier != NULL && *earlier != '\0') {
		fputs(earlier, out);
		if (earlier[strlen(earlier) - 1] != '\n')
			fputc('\n', out);
		/* What cannot be mended is found again every time. */
		if (!drops_anything(t) && strstr(earlier, damaged) != NULL)
			return 0;
	}
	/* What the last cut scrubbed it finds scrubbed. */
	if (earlier != NULL && !t->damaged && !drops_anything(t)) {
		if ((line = cut_line(p, err)) == NULL)
			return -1;
		again = was_last(earlier, line);
		free(line);
		if (again)
			return 0;
	}
	fprintf(out, "tool=dumpkit %s\n", DUMP_VERSION);
	for (i = 0; i < DUMP_CLASSES; i++)
		described += t->present[i];
	if (earlier == NULL)
		fprintf(out, "described=%" PRIu64 "\n", described);
	if (t->damaged)
		fputs(damaged, out);
	if (put_cut(out, p, err) == -1)
		return -1;
	put_classes(out, "kept=", t, true);
	put_classes(out, "dropped=", t, false);
	put_ranges(out, t);
	put_heaps(out, p);
	/* A later cut would take the next largest. */
	if (p->took_buffers != 0)
		fprintf(out, "buffers=%" PRIx64 "\n", p->took_buffers);
	put_records(out, p);
	for (i = 0; i < p->nwarnings; i++)
		fprintf(out, "warning=%s\n", p->warnings[i].text);
	return 0;
}

static char *
make_text(const struct told *t, struct dump_err *err)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	bool failed;
	int rc;

	if ((out = open_memstream(&text, &len)) == NULL) {
		dump_fail_sys(err, errno, "provenance");
		return NULL;
	}
	rc = put_all(out, t, err);
	failed = ferror(out) != 0;
	if ((fclose(out) != 0 || failed) && rc == 0)
		rc = dump_fail_nomem(err);
	if (rc == 0)
		return text;
	free(text);
	return NULL;
}

/* The sum of "name:bytes name:bytes". */
static uint64_t
sum_of(const char *line)
{
	uint64_t sum = 0;

	for (; *line != '\0' && *line != '\n'; line++)
		if (*line == ':')
			sum = add_capped(sum, strtoull(line + 1, NULL, 10));
	return sum;
}

int
provenance_repeats(const struct dump_plan *p, bool *yes, struct dump_err *err)
{
	const char *earlier = p->m->facts.provenance, *cut, *kept;
	uint64_t present = 0;
	char *line;
	size_t i;

	*yes = false;
	if (earlier == NULL || (cut = last_line(earlier, "cut=")) == NULL)
		return 0;
	if ((line = cut_line(p, err)) == NULL)
		return -1;
	for (i = 0; i < DUMP_CLASSES; i++)
		present += p->present[i];
	kept = last_line(cut, "kept=");
	*yes = strncmp(cut, line, strlen(line)) == 0 &&
	    (kept == NULL ? 0 : sum_of(kept)) == present;
	free(line);
	return 0;
}

int
provenance_write(struct dump_plan *p, struct dump_err *err)
{
	struct told t = { .p = p, .end = UINT64_MAX,
	    .damaged = p->m->damaged, .most = RANGES_MAX };

	free(p->provenance);
	count(&t);
	p->provenance = make_text(&t, err);
	return p->provenance == NULL ? -1 : 0;
}

/* The same of what lies before END, in no more than LEN bytes: ranges that
 * have no room are counted, and lines that have none left out. */
static char *
make_shorter(const struct dump_plan *p, uint64_t end, size_t len,
    struct dump_err *err)
{
	struct told t = { .p = p, .end = end, .damaged = true,
	    .most = RANGES_MAX };
	char *text;

	count(&t);
	while ((text = make_text(&t, err)) != NULL && strlen(text) > len &&
	    t.most > 0) {
		free(text);
		t.most /= 2;
	}
	if (text != NULL && strlen(text) > len) {
		while (len > 0 && text[len - 1] != '\n')
			len--;
		text[len] = '\0';
	}
	return text;
}

static bool
all_there(const struct dump_model *m, uint64_t end)
{
	size_t i;

	for (i = 0; i < m->npieces; i++)
		if (!fits(m->pieces[i].off, m->pieces[i].at.size, end))
			return false;
	return true;
}

int
provenance_make(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *err)
{
	const struct dump_plan *p = ctx;
	size_t size = strlen(p->provenance), have;
	char *text;

	if (all_there(p->m, arrived)) {
		memcpy(buf, p->provenance + from, len);
		return 0;
	}
	if ((text = make_shorter(p, arrived, size, err)) == NULL)
		return -1;
	/* Its room is what it was: empty lines fill it. */
	have = strlen(text);
	memset(buf, '\n', len);
	if (from < have)
		memcpy(buf, text + from, min_u64(len, have - from));
	free(text);
	return 0;
}

char *
provenance_read(struct arena *a, const void *text, size_t len,
    struct dump_err *err)
{
	const char *s = text;

	while (len > 1 && s[len - 1] == '\n' && s[len - 2] == '\n')
		len--;
	return arena_text(a, text, len, err);
}
