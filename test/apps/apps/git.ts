import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { passwordFile } from '../password-file.ts';
import { run, startProcess } from '../process.ts';

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@test.example'];

/** git over http, as its manual sets it up: git-http-backend behind nginx, which asks for a name and a password. */
export const git: ForeignApp = {
  name: 'git over http',
  folder: 'git',
  origins: ['git'],
  roles: [],
  acting: 'no pages',
  start: async ({ port, folder }) => {
    requireDebianPackages({ git: '/usr/bin/git', nginx: '/usr/sbin/nginx', fcgiwrap: '/usr/sbin/fcgiwrap' });
    await mkdir(join(folder, 'repositories'));
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'repositories/app.git')]);
    await writeFile(join(folder, 'passwords'), passwordFile('me', 'correct-horse'));
    await writeFile(join(folder, 'nginx.conf'), nginxConf(port, folder));
    // Both end with the group of the shell.
    const command = `fcgiwrap -s unix:${folder}/cgi.sock & exec nginx -p ${folder} -c ${folder}/nginx.conf`;
    return startProcess({
      command: '/bin/sh',
      args: ['-c', command],
      port,
      folder,
      env: { PATH: '/usr/sbin:/usr/bin:/bin' },
    });
  },
  use: async ({ url, folder }) => {
    const remote = `${url.replace('://', '://me:correct-horse@')}/git/app.git`;
    const work = join(folder, 'work');
    await run('git', ['init', '--quiet', '--initial-branch=main', work]);
    await writeFile(join(work, 'a name with spaces.txt'), 'content');
    await run('git', ['-C', work, 'add', '.']);
    await run('git', [...IDENTITY, '-C', work, 'commit', '--quiet', '-m', 'First']);
    await run('git', ['-C', work, 'push', '--quiet', remote, 'main']);
    await run('git', ['clone', '--quiet', remote, join(folder, 'copy')]);
    expect(await readFile(join(folder, 'copy/a name with spaces.txt'), 'utf8')).toBe('content');
    const wrong = run('git', ['clone', '--quiet', remote.replace('horse', 'hose'), join(folder, 'stolen')]);
    await expect(wrong).rejects.toThrow(/Authentication failed|could not read Username/);
  },
};

function nginxConf(port: number, folder: string): string {
  return `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; user root;
events {}
http {
  access_log off; client_max_body_size 0;
  client_body_temp_path ${folder}/body; fastcgi_temp_path ${folder}/fastcgi; proxy_temp_path ${folder}/proxy;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    auth_basic git; auth_basic_user_file ${folder}/passwords;
    location ~ ^/git(/.*)$ {
      fastcgi_pass unix:${folder}/cgi.sock;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
      fastcgi_param GIT_PROJECT_ROOT ${folder}/repositories;
      fastcgi_param GIT_HTTP_EXPORT_ALL "";
      fastcgi_param PATH_INFO $1;
      fastcgi_param REMOTE_USER $remote_user;
    }
  }
}
`;
}
