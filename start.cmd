@echo off
rem Opens finmodel with Helsingborg's published plan. Needs Python 3.11 or later, no admin rights.
rem The first start makes a folder .venv here and installs what is locked in requirements\app.txt.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set "PY=py -3"
where py >nul 2>nul || set "PY=python"
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>nul
if errorlevel 1 (
  echo finmodel behover Python 3.11 eller senare. Installera det fran Microsoft Store eller python.org och forsok igen.
  echo finmodel needs Python 3.11 or later.
  pause
  exit /b 1
)
if not exist ".venv\installed.txt" (
  echo Forsta starten: installerar, det tar nagra minuter ...
  %PY% -m venv .venv || goto :failed
  .venv\Scripts\python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements\app.txt || goto :failed
  .venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || goto :failed
  echo ok> .venv\installed.txt
)
.venv\Scripts\python -m finmodel app %*
exit /b %errorlevel%
:failed
echo Installationen misslyckades. Kontrollera natverket och forsok igen.
echo The installation failed. Check the network and try again.
pause
exit /b 1
