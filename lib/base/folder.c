/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a folder.
 */
#include "folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum zk_status zk_folder_make(const char *path, struct zk_error *err)
{
    struct stat there;

    if (mkdir(path, 0755) == 0)
        return ZK_OK;
    if (errno == EEXIST) {
        if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
            return ZK_OK;
        errno = EEXIST;
    }
    return zk_fail(err, errno == ENOSPC ? ZK_FULL : ZK_IO, "", "cannot make the folder %s: %s", path,
                   strerror(errno));
}
