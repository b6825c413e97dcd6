/* SPDX-License-Identifier: BSD-2-Clause */
/* write.c -- the last step: bytes from a source to a sink. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/deflate.h"
#include "format.h"
#include "io/copy.h"
#include "io/sink.h"
#include "io/spool.h"
#include "model/plan.h"

static void
say_damage(struct dump_result *res, const struct dump_model *m)
{
	size_t i;

	res->damaged |= m->damaged;
	res->truncated |= m->facts.truncated;
	for (i = 0; i < m->nwarnings && res->why[0] == '\0'; i++)
		if (m->warnings[i].damage)
			snprintf(res->why, sizeof res->why, "%s",
			    m->warnings[i].text);
}

static void
say_cut(struct dump_result *res)
{
	if (!res->truncated)
		return;
	res->damaged = true;
	if (res->why[0] == '\0')
		snprintf(res->why, sizeof res->why,
		    "the input ends %llu bytes too early",
		    (unsigned long long)res->missing);
}

/* What is wrong with what the dump was wrapped in, now that it was read. */
static void
say_flaw(struct dump_result *res, const struct dump_source *src)
{
	const char *flaw = dump_source_flaw(src);

	if (flaw == NULL)
		return;
	res->damaged = true;
	snprintf(res->why, sizeof res->why, "%s", flaw);
}

/* The output that P holds compressed. */
static int
write_packed(const struct dump_plan *p, struct dump_sink *dst,
    const struct copy_watch *watch, struct dump_result *res,
    struct dump_err *err)
{
	enum { BLOCK = 256 * 1024 };
	uint8_t *block = malloc(BLOCK);
	uint64_t off, n;
	int rc = block != NULL ? 0 : dump_fail_nomem(err);

	for (off = 0; rc == 0 && off < p->npacked; off += n) {
		n = min_u64(BLOCK, p->npacked - off);
		rc = spool_read(p->packed, off, block, (size_t)n, err);
		if (rc == 0)
			rc = sink_write(dst, block, (size_t)n, err);
		if (rc == 0 && watch->progress != NULL && watch->progress(
		    watch->ctx, off + n, p->npacked) != 0)
			rc = dump_fail(err, DUMP_E_STOPPED, DUMP_NOWHERE,
			    "stopped");
	}
	free(block);
	*res = p->packed_result;
	return rc;
}

int
dump_write(struct dump_plan *p, struct dump_source *src,
    struct dump_sink *dst, dump_progress_fn *progress, void *ctx,
    struct dump_result *res, struct dump_err *err)
{
	struct copy_watch watch = { progress, ctx };

	*res = (struct dump_result){ 0 };
	if (dump_plan_settle(p, src, err) == -1)
		return -1;
	if (p->packed != NULL ?
	    write_packed(p, dst, &watch, res, err) == -1 : copy_layout(p->layout, src, p->m->facts.end, dst, &watch, res,
	    err) == -1)
		return -1;
	say_flaw(res, src);
	say_damage(res, p->m);
	say_cut(res);
	/* Known too late for a pipe to hold it back. */
	if (p->strict && res->truncated)
		return dump_fail(err, DUMP_E_TRUNC, DUMP_NOWHERE, "%s",
		    res->why);
	return 0;
}

/*
 * What is wrong with the dump, as far as that can be known without spooling
 * it.  No failure: what cannot be read is passed on as it is.
 */
static uint64_t
inspect(struct dump_source *src, const struct dump_format *format,
    struct dump_result *res)
{
	struct dump_model *m;
	struct dump_err err;
	uint64_t end;

	if (dump_model_read(&m, src, &err) == 0) {
		say_damage(res, m);
		end = m->facts.end;
		dump_model_free(m);
		return end;
	}
	/* From a pipe not all records can be had, or not at once. */
	if (err.code == DUMP_E_SEEK || (err.code == DUMP_E_LIMIT &&
	    source_reach(src) == REACH_FORWARD)) {
		if (format->measure(src, &end, &err) == 0)
			return end;
		if (err.code == DUMP_E_SEEK)
			return DUMP_NOWHERE;
	}
	res->damaged = true;
	snprintf(res->why, sizeof res->why, "%s", err.msg);
	return DUMP_NOWHERE;
}

int
dump_copy(struct dump_source *src, struct dump_sink *dst,
    dump_progress_fn *progress, void *ctx, struct dump_result *res,
    struct dump_err *err)
{
	struct copy_watch watch = { progress, ctx };
	const struct dump_format *format;
	struct dump_result found = { 0 };
	struct layout *l;
	uint64_t end;
	int rc;

	*res = found;
	source_forbid_spool(src);
	if (format_find(&format, src, err) == -1 || layout_new(&l, err) == -1)
		return -1;
	end = inspect(src, format, &found);
	l->whole = true;
	l->size = dump_source_size(src);
	rc = copy_layout(l, src, end == DUMP_NOWHERE ? 0 : end, dst, &watch,
	    res, err);
	layout_free(l);
	res->truncated |= found.truncated;
	res->damaged = found.damaged;
	memcpy(res->why, found.why, sizeof res->why);
	say_flaw(res, src);
	say_cut(res);
	return rc;
}

/* The bytes as they are, by the cheapest means. */
static int
copy_unseen(struct dump_source *src, struct dump_sink *dst,
    const struct copy_watch *watch, struct dump_result *res,
    struct dump_err *err)
{
	struct layout *l;
	int rc;

	if (layout_new(&l, err) == -1)
		return -1;
	l->whole = true;
	l->size = dump_source_size(src);
	rc = copy_layout(l, src, 0, dst, watch, res, err);
	layout_free(l);
	return rc;
}

/* The same through a buffer, for those who look at them. */
static int
copy_seen(struct dump_source *src, struct dump_sink *dst,
    const struct copy_watch *watch, uint32_t *crc, struct dump_result *res,
    struct dump_err *err)
{
	enum { BLOCK = 1024 * 1024 };
	uint8_t *block = malloc(BLOCK);
	uint32_t sum = 0;
	size_t got = BLOCK;
	int rc = block != NULL ? 0 : dump_fail_nomem(err);

	for (; rc == 0 && got == BLOCK; res->read += got) {
		rc = source_drain(src, res->read, block, BLOCK, &got, err);
		if (rc == -1)
			break;
		if (crc != NULL)
			sum = crc32_of(sum, block, got);
		if (dst != NULL)
			rc = sink_write(dst, block, got, err);
		if (rc == 0 && watch->progress != NULL &&
		    watch->progress(watch->ctx, res->read + got,
		    dump_source_size(src)) != 0)
			rc = dump_fail(err, DUMP_E_STOPPED, DUMP_NOWHERE,
			    "stopped");
	}
	free(block);
	res->written = dst != NULL ? res->read : 0;
	if (crc != NULL)
		*crc = sum;
	return rc;
}

int
dump_copy_bytes(struct dump_source *src, struct dump_sink *dst,
    dump_progress_fn *progress, void *ctx, uint32_t *crc,
    struct dump_result *res, struct dump_err *err)
{
	struct copy_watch watch = { progress, ctx };

	*res = (struct dump_result){ 0 };
	if (dst != NULL && crc == NULL ?
	    copy_unseen(src, dst, &watch, res, err) == -1 :
	    copy_seen(src, dst, &watch, crc, res, err) == -1)
		return -1;
	say_flaw(res, src);
	return 0;
}
