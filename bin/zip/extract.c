/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * extract.c -- unpacks an archive: every member under its name, beside the
 * archive.  The library has seen to it that no name leads elsewhere; links
 * are made last, so that nothing is written through one.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli_progress.h"
#include "zip/archive.h"
#include "zip/placed.h"

struct extraction {
	struct work	*w;
	struct dump_archive *a;
	size_t		 base;		/* bytes of the archive's folder */
	mode_t		 mask;		/* of those who may not, as ever */
	struct placed	 placed;
	unsigned	 files;
	uint64_t	 bytes;
};

/* Where M goes: a new text, without a slash at its end. */
static char *
path_of(const struct extraction *x, const struct dump_member *m)
{
	size_t n = strlen(m->name), size = x->base + n + 1;
	char *path = malloc(size);

	if (path == NULL) {
		cli_say(CLI_FAILED, "out of memory");
		return NULL;
	}
	snprintf(path, size, "%.*s%s", (int)x->base, x->w->path, m->name);
	for (n += x->base; n > x->base && path[n - 1] == '/'; )
		path[--n] = '\0';
	return path;
}

static int
fail(const char *path, const char *what)
{
	return cli_say(CLI_FAILED, "%s: %s: %s", path, what, strerror(errno));
}

/* Before the archive goes, PATH must be there for good. */
static int
make_sure(const struct extraction *x, const char *path)
{
	return x->w->o->remove != 1 || placed_sync(path) ? CLI_OK :
	    fail(path, "cannot bring its name to disk");
}

/* A folder that is there already will do, a link to one will not: it may lead
 * anywhere. */
static int
make_folder(const struct extraction *x, const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return make_sure(x, path);
	if (errno == EEXIST && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return CLI_OK;
	errno = errno == EEXIST ? ENOTDIR : errno;
	return fail(path, "cannot make this folder");
}

/* All folders above PATH, as far as the archive names them. */
static int
make_parents(const struct extraction *x, char *path)
{
	int status = CLI_OK;
	char *slash = path + x->base;

	while (status == CLI_OK && (slash = strchr(slash, '/')) != NULL) {
		*slash = '\0';
		status = make_folder(x, path);
		*slash++ = '/';
	}
	return status;
}

/* What M says of a file, as if it were ours. */
static struct stat
stat_of(const struct extraction *x, const struct dump_member *m)
{
	struct stat st = { .st_uid = geteuid(), .st_gid = getegid() };

	st.st_mode = m->mode & ~x->mask;
	st.st_mtim.tv_sec = st.st_atim.tv_sec =
	    (time_t)(m->time != 0 ? m->time : time(NULL));
	return st;
}

static int
copy(struct extraction *x, struct dump_source *src, struct dump_sink **dst,
    const struct dump_member *m, struct dump_err *err)
{
	struct dump_result res;
	struct stat st = stat_of(x, m);

	dump_sink_like(*dst, &st);
	if (x->w->o->sparse == -1)
		dump_sink_no_holes(*dst);
	if (dump_copy_bytes(src, *dst, cli_progress, NULL, NULL, &res,
	    err) == -1)
		return -1;
	x->files++;
	x->bytes += res.written;
	return cli_commit(dst, NULL, err);
}

/* With --rm: what is on the disk is what the archive says. */
static int
verify(const struct extraction *x, const char *path,
    const struct dump_member *m)
{
	struct dump_source *src;
	struct dump_result res;
	struct dump_err err;
	uint32_t crc;
	int status = CLI_OK;

	if (cli_open_raw(&src, &x->w->o->common, path, &err) == -1 ||
	    dump_copy_bytes(src, NULL, cli_progress, NULL, &crc, &res,
	    &err) == -1)
		status = cli_error(path, &err);
	else if (crc != m->crc || res.read != m->size)
		status = cli_say(CLI_FAILED, "%s: does not hold what was "
		    "written", path);
	dump_source_close(src);
	return status;
}

/* PATH is free for a file or a link, or made so. */
static int
make_room(const struct extraction *x, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == -1)
		return CLI_OK;
	if (placed_before(&x->placed, path))
		return cli_say(CLI_FAILED, "%s: the archive, or another"
		    " member of it, is there already", path);
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return cli_say(CLI_FAILED, "%s: exists, and is no file", path);
	if (!x->w->o->common.force)
		return cli_say(CLI_FAILED, "%s: exists; -f replaces it",
		    path);
	/* An earlier archive may have left a link that leads anywhere. */
	return !S_ISLNK(st.st_mode) || unlink(path) == 0 ? CLI_OK :
	    fail(path, "cannot replace");
}

static int
remember(struct extraction *x, const char *path)
{
	return placed_add(&x->placed, path) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}

static int
extract_file(struct extraction *x, size_t i, const char *path)
{
	static const struct dump_packing plain;
	const struct opts *o = x->w->o;
	const struct dump_member *m = dump_archive_member(x->a, i);
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct dump_err err;
	int status;

	if ((status = make_room(x, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "unpack");
	if (dump_archive_open(&src, x->a, i, &err) == -1 ||
	    cli_create_as(&dst, path, cli_sink_flags(&o->common) |
	    (o->remove == 1 ? DUMP_SINK_SYNC : 0), &plain, &err) == -1 ||
	    copy(x, src, &dst, m, &err) == -1)
		status = cli_error(x->w->name, &err);
	else if (dump_source_flaw(src) != NULL)
		status = work_flaw(x->w, dump_source_flaw(src));
	if (status == CLI_OK && o->remove == 1)
		status = verify(x, path, m);
	if (status != CLI_FAILED)
		status = cli_worse(status, remember(x, path));
	cli_progress_end();
	cli_abort(dst);
	dump_source_close(src);
	return status;
}

static int
extract_link(struct extraction *x, size_t i, const char *path)
{
	const struct dump_member *m = dump_archive_member(x->a, i);
	struct dump_source *src;
	struct dump_err err;
	char target[PATH_MAX];
	uint64_t size;
	int status;

	if ((status = make_room(x, path)) != CLI_OK)
		return status;
	if (dump_archive_open(&src, x->a, i, &err) == -1)
		return cli_error(x->w->name, &err);
	size = m->size;
	if (size == 0 || size >= sizeof target)
		status = cli_say(CLI_FAILED, "%s: a link that leads to no "
		    "name", path);
	else if (dump_source_read(src, 0, target, (size_t)size, &err) == -1 ||
	    dump_source_finish(src, &size, &err) == -1)
		status = cli_error(x->w->name, &err);
	dump_source_close(src);
	if (status != CLI_OK)
		return status;
	target[size] = '\0';
	if (x->w->o->common.force)
		(void)unlink(path);
	if (symlink(target, path) == -1)
		return fail(path, "cannot make this link");
	return cli_worse(remember(x, path), make_sure(x, path));
}

static int
extract_folder(struct extraction *x, size_t i, const char *path)
{
	(void)i;
	return make_folder(x, path);
}

/* Only when nothing more goes into it, and into those in it. */
static int
end_folder(struct extraction *x, size_t i, const char *path)
{
	struct stat st = stat_of(x, dump_archive_member(x->a, i));
	struct timespec times[2] = { st.st_atim, st.st_mtim };

	(void)chmod(path, st.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO));
	(void)utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
	return CLI_OK;
}

/* Members of one KIND. */
static int
extract_all(struct extraction *x, mode_t kind,
    int (*one)(struct extraction *x, size_t i, const char *path))
{
	const struct dump_member *m;
	size_t i, k, n = dump_archive_members(x->a);
	int status = CLI_OK, now;
	char *path;

	for (k = 0; k < n; k++) {
		i = one == end_folder ? n - 1 - k : k;
		m = dump_archive_member(x->a, i);
		if ((m->mode & S_IFMT) != kind || !archive_wants(x->w, m))
			continue;
		if ((path = path_of(x, m)) == NULL)
			return CLI_FAILED;
		if ((now = make_parents(x, path)) == CLI_OK)
			now = one(x, i, path);
		status = cli_worse(status, now);
		free(path);
	}
	return status;
}

/* Devices and the like are not ours to make. */
static int
say_others(const struct extraction *x)
{
	const struct dump_member *m;
	int status = CLI_OK;
	size_t i;

	for (i = 0; i < dump_archive_members(x->a); i++) {
		m = dump_archive_member(x->a, i);
		if (!S_ISDIR(m->mode) && !S_ISREG(m->mode) &&
		    !S_ISLNK(m->mode) && archive_wants(x->w, m))
			status = cli_say(CLI_FAILED, "%s: %s: neither file nor"
			    " folder nor link, left out", x->w->name,
			    m->name);
	}
	return status;
}

/* Is there anything that --member means? */
static int
say_none(const struct extraction *x)
{
	size_t i;

	for (i = 0; i < dump_archive_members(x->a); i++)
		if (archive_wants(x->w, dump_archive_member(x->a, i)))
			return CLI_OK;
	return x->w->o->common.member == NULL ? CLI_OK :
	    cli_say(CLI_FAILED, "%s: --member: no such file in the archive",
	    x->w->name);
}

int
archive_unpack(struct work *w, struct dump_archive *a)
{
	const char *slash = strrchr(w->path, '/');
	struct extraction x = { .w = w, .a = a };
	char text[DUMP_SIZE_TEXT];
	int status;

	if (slash != NULL)
		x.base = (size_t)(slash - w->path) + 1;
	umask(x.mask = umask(0));
	status = cli_worse(remember(&x, w->path), say_none(&x));
	status = cli_worse(status, say_others(&x));
	status = cli_worse(status,
	    extract_all(&x, S_IFDIR, extract_folder));
	status = cli_worse(status, extract_all(&x, S_IFREG, extract_file));
	status = cli_worse(status, extract_all(&x, S_IFLNK, extract_link));
	status = cli_worse(status, extract_all(&x, S_IFDIR, end_folder));
	placed_free(&x.placed);
	if (w->o->common.verbose > 0)
		cli_line("%s: %u file%s, %s", cli_short_name(w->path),
		    x.files, x.files == 1 ? "" : "s",
		    dump_size_text(text, x.bytes));
	return status == CLI_OK && w->o->remove == 1 ? work_remove(w) :
	    status;
}
