from dockcompile import main

main()
